public import Foundation
import GRDB

#if canImport(Glibc)
  import Glibc
#endif

/// What came of making a store anew.
public struct StoreRebuilding: Hashable, Sendable {
  /// Where the store that was there is now; nil where there was none.
  public var keptAside: URL?
  /// Runs whose rows came from their folders.
  public var fromFolders: [String] = []
  /// Runs whose rows came from the old store, since their folders hold none that are whole.
  public var fromOldStore: [String] = []
  /// Runs that are known and could not be brought back, and why.
  public var lost: [RunStore.Refusal] = []
  /// Folders that look like a run's, of which no rows were found anywhere.
  public var foldersWithoutRows: [String] = []
  /// Sweeps that are known and could not be brought back.
  public var lostSweeps: [String] = []
}

extension RunStore {
  /// Makes the store in `file` anew: from the rows that runs' folders keep, and from what can still be read of the store
  /// that is there, which is kept aside under a name of its own. Sweeps come from that store alone.
  ///
  /// Every run is held against its digests on the way; one that is damaged in one place is taken from the other. The
  /// order of declaration is that of the old store where it can be read, else that of the times at which runs were
  /// declared. The new store takes the old one's name only when it is whole.
  ///
  /// No process may be using the store.
  ///
  /// - Parameters:
  ///   - file: The store.
  ///   - runs: The folder that holds a folder for each run.
  ///   - time: When; it names the old store.
  /// - Throws: ``RunStoreError`` where the new store cannot be written; the old one is then where it was.
  ///
  /// Checked in `StoreRebuildingTests`.
  public static func rebuild(
    _ file: URL, foldersIn runs: URL, at time: Date
  ) throws(RunStoreError) -> StoreRebuilding {
    let file = file.absoluteURL.standardizedFileURL
    let fresh = file.appendingPathExtension("rebuilt")
    for suffix in sideFiles { unlink(fresh.path + suffix) }
    let store = try RunStore.open(fresh, access: .readWrite)
    var result = try store.fill(from: try? readable(file), foldersIn: runs)
    try store.close()
    let aside = freeName(file.appendingPathExtension("damaged-" + time.fileNameText))
    do {
      try StoreOpening.withLockedFolder(of: file) {
        // The old store's log must be gone before another file has the name, else it would be replayed into that.
        for suffix in sideFiles where access(file.path + suffix, F_OK) == 0 {
          try rename(file.path + suffix, to: aside.path + suffix)
          result.keptAside = aside
        }
        try rename(fresh.path, to: file.path)
      }
    } catch {
      throw RunStoreError(error, file: file)
    }
    return result
  }

  /// The store's file and those that SQLite keeps beside it.
  private static let sideFiles = ["", "-wal", "-shm"]

  /// `file`, or with a number where something has that name.
  private static func freeName(_ file: URL) -> URL {
    var candidate = file
    var number = 2
    while sideFiles.contains(where: { access(candidate.path + $0, F_OK) == 0 }) {
      candidate = URL(filePath: "\(file.path)-\(number)")
      number += 1
    }
    return candidate
  }

  private static func rename(_ old: String, to new: String) throws {
    guard Glibc.rename(old, new) == 0 else {
      throw RunStoreError.cannotOpen(file: URL(filePath: old), reason: String(cString: strerror(errno)))
    }
  }

  /// The store in `file`, brought up to date where an older earshot wrote it.
  private static func readable(_ file: URL) throws(RunStoreError) -> RunStore {
    do {
      return try RunStore.open(file, access: .readOnly)
    } catch {
      guard case .olderSchema = error else { throw error }
      return try RunStore.open(file, access: .readWrite)
    }
  }

  private func fill(from old: RunStore?, foldersIn runs: URL) throws(RunStoreError) -> StoreRebuilding {
    var result = StoreRebuilding()
    let folders = RunRowsFolders(in: runs)
    result.foldersWithoutRows = folders.withoutRows
    // Whatever of the old store cannot be read counts as absent.
    let known = (try? old?.idsInOrder()) ?? []
    let ids = known + folders.withRows.map(\.id).filter { !known.contains($0) }
    for id in ids {
      var failure: RunStoreError?
      if let file = folders.file(of: id) {
        do throws(RunStoreError) {
          let outcome = try merge(from: Self.readable(file), runs: [id])
          failure = outcome.refused.first?.reason
          if failure == nil { result.fromFolders.append(id) }
        } catch {
          failure = error
        }
      }
      guard let old, known.contains(id) else {
        if let failure { result.lost.append(Refusal(run: id, reason: failure)) }
        continue
      }
      // Also where the folder had it: the old store may have got further, and has the marks.
      do throws(RunStoreError) {
        let outcome = try merge(from: old, runs: [id])
        failure = outcome.refused.first?.reason
        if !outcome.added.isEmpty { result.fromOldStore.append(id) }
      } catch {
        failure = error
      }
      if let failure, result.fromFolders.last != id { result.lost.append(Refusal(run: id, reason: failure)) }
    }
    // What was removed stays so, and can still be brought back.
    for run in (try? old?.runsRemoved(until: .distantFuture)) ?? [] {
      try write {
        try $0.execute(sql: "UPDATE run SET removedAt = ? WHERE id = ?", arguments: [run.removedAt, run.id])
      }
    }
    result.foldersWithoutRows.removeAll { result.fromOldStore.contains($0) }
    if let old { takeOverSweeps(of: old, noting: &result) }
    return result
  }

  /// Copies each sweep that can still be read; only the store knows of sweeps.
  private func takeOverSweeps(of old: RunStore, noting result: inout StoreRebuilding) {
    for sweep in (try? old.sweeps()) ?? [] {
      do throws(RunStoreError) {
        try old.read { source in
          try write { try SweepCopy(source: source, destination: $0).copy(sweep: sweep.name) }
        }
      } catch {
        result.lostSweeps.append(sweep.name)
      }
    }
  }

  /// The ids of the runs that are not removed, in the order of declaration.
  private func idsInOrder() throws(RunStoreError) -> [String] {
    try read {
      try String.fetchAll($0, sql: "SELECT id FROM run WHERE removedAt IS NULL ORDER BY sequence")
    }
  }
}

/// The folders of runs, and which of them keep rows.
private struct RunRowsFolders {
  struct Entry {
    var id: String
    var file: URL
    var createdAt: String
  }

  /// In the order in which runs were declared, by their clocks.
  private(set) var withRows: [Entry] = []
  private(set) var withoutRows: [String] = []
  private var files: [String: URL] = [:]

  init(in runs: URL) {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: runs.path)) ?? []).sorted()
    for name in names {
      let folder = runs.appending(path: name)
      let file = folder.appending(path: RunStore.rowsFileName)
      if FileManager.default.fileExists(atPath: file.path) {
        files[name] = file
        withRows.append(Entry(id: name, file: file, createdAt: Self.createdAt(in: file, of: name)))
      } else if FileManager.default.fileExists(atPath: folder.appending(path: "experiment.json").path) {
        withoutRows.append(name)
      }
    }
    withRows.sort { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
  }

  func file(of id: String) -> URL? { files[id] }

  private static func createdAt(in file: URL, of id: String) -> String {
    let time = try? RunStore.open(file, access: .readOnly).read {
      try String.fetchOne($0, sql: "SELECT createdAt FROM run WHERE id = ?", arguments: [id])
    }
    return time ?? ""
  }
}

extension Date {
  /// The time as a part of a file's name: `20261122T143005Z`.
  fileprivate var fileNameText: String { storedText.filter { $0 != "-" && $0 != ":" } }
}
