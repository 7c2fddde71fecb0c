public import Foundation
import Glibc
public import RunStore

/// What lies in the folder of runs and serves nothing any more: `earshot gc`.
///
/// Nothing of a run that a process holds is ever touched, nor anything that no run of ours has made. Checked in
/// `RunsCleanupTests`.
public struct RunsCleanup: Sendable {
  /// Something that would go.
  public struct Item: Hashable, Sendable {
    /// What it is.
    public enum Kind: String, Sendable {
      /// A run that was removed long ago, with its rows and its folder.
      case removedRun
      /// The folder of a run that the store does not know, with no rows from which it could be brought back.
      case orphanedFolder
      /// A file that a process began to write and did not live to finish.
      case temporaryFile
      /// What the tasks of a cluster have left of a trial that has ended.
      case attempts
    }

    /// What it is.
    public var kind: Kind
    /// Its place beneath the folder of runs; of a removed run its id.
    public var name: String
    /// The bytes that it takes up in files.
    public var byteCount: Int
    /// Why it may go.
    public var reason: String
  }

  /// What would go.
  public let items: [Item]
  private let runsFolder: URL
  private let store: RunStore

  /// Looks for what may go.
  ///
  /// - Parameters:
  ///   - runsFolder: The folder that holds a folder for each run.
  ///   - store: The store; open for writing where ``perform()`` is to follow.
  ///   - time: Now.
  ///   - days: How long removed runs and what has no owner stay.
  /// - Throws: `RunStoreError` where the store cannot be read.
  public init(runsFolder: URL, store: RunStore, at time: Date, keptDays days: Int) throws(RunStoreError) {
    self.runsFolder = runsFolder
    self.store = store
    let limit = time.addingTimeInterval(-86_400 * Double(days))
    var items: [Item] = []
    for run in try store.runsRemoved(until: limit) {
      let folder = RunFolder(id: run.id, in: runsFolder)
      if RunLock.state(of: folder) == .held { continue }
      items.append(
        Item(
          kind: .removedRun, name: run.id, byteCount: Self.byteCount(of: folder.url),
          reason: "removed \(run.removedAt)"))
    }
    let known = Set(
      try store.runSummaries().map(\.id) + store.runSummaries(RunFilter(isOfRemoved: true)).map(\.id))
    for name in Self.names(in: runsFolder) {
      let entry = runsFolder.appending(path: name)
      if Self.isTemporary(name), Self.isOlder(entry, than: limit) {
        items.append(Self.temporary(name, entry))
        continue
      }
      guard Self.isFolder(entry) else { continue }
      let folder = RunFolder(id: name, in: runsFolder)
      if RunLock.state(of: folder) == .held { continue }
      if !known.contains(name), Self.isOrphan(folder), Self.isOlder(entry, than: limit) {
        items.append(
          Item(
            kind: .orphanedFolder, name: name, byteCount: Self.byteCount(of: entry),
            reason: "no run of the store, and no rows to bring it back from"))
      } else if known.contains(name) {
        items += Self.names(in: entry).filter { Self.isTemporary($0) }
          .filter { Self.isOlder(entry.appending(path: $0), than: limit) }
          .map { Self.temporary("\(name)/\($0)", entry.appending(path: $0)) }
      }
    }
    self.items = try items + Self.attempts(in: runsFolder, store: store, until: limit)
  }

  /// Takes all ``items`` away, each unless it has changed meanwhile.
  ///
  /// - Returns: What could not be taken away, and the system's reason.
  /// - Throws: `RunStoreError` where the store cannot be written.
  public func perform() throws(RunStoreError) -> [(item: Item, reason: String)] {
    var failures: [(item: Item, reason: String)] = []
    let removed = Set(try store.runsRemoved(until: .distantFuture).map(\.id))
    for item in items {
      // Brought back meanwhile.
      if item.kind == .removedRun && !removed.contains(item.name) { continue }
      if item.kind != .temporaryFile, RunLock.state(of: RunFolder(id: item.name, in: runsFolder)) == .held {
        failures.append((item, "a process has begun to use it"))
        continue
      }
      let place = runsFolder.appending(path: item.name)
      do {
        if FileManager.default.fileExists(atPath: place.path) {
          try FileManager.default.removeItem(at: place)
        }
      } catch {
        failures.append((item, (error as NSError).localizedFailureReason ?? "\(error)"))
        continue
      }
      // The folder goes first: what is left by a kill in between is a removed run, which the next time goes.
      if item.kind == .removedRun { try store.purge(item.name) }
    }
    return failures
  }

  /// A run in `runs` that a process is training; nil where none is.
  public static func trainingRun(in runs: URL) -> String? {
    names(in: runs).first {
      isFolder(runs.appending(path: $0)) && RunLock.state(of: RunFolder(id: $0, in: runs)) == .held
    }
  }

  // MARK: Looking

  /// A folder that a run of ours has made: it has the run's experiment or lock, and no rows.
  private static func isOrphan(_ folder: RunFolder) -> Bool {
    let manager = FileManager.default
    return
      (manager.fileExists(atPath: folder.url.appending(path: "experiment.json").path)
      || manager.fileExists(atPath: folder.lockFile.path))
      && !manager.fileExists(atPath: folder.rowsFile.path)
  }

  private static func temporary(_ name: String, _ file: URL) -> Item {
    Item(kind: .temporaryFile, name: name, byteCount: byteCount(of: file), reason: "never finished")
  }

  /// Whether `name` is one under which a file is written before it takes its own.
  private static func isTemporary(_ name: String) -> Bool { name.hasPrefix(".") && name.hasSuffix(".tmp") }

  static func names(in folder: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }

  /// Whether `entry` is a folder itself, and no link to one.
  static func isFolder(_ entry: URL) -> Bool {
    var status = stat()
    return lstat(entry.path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func isOlder(_ entry: URL, than time: Date) -> Bool {
    var status = stat()
    return lstat(entry.path, &status) == 0 && Double(status.st_mtim.tv_sec) <= time.timeIntervalSince1970
  }

  static func byteCount(of entry: URL) -> Int {
    var status = stat()
    guard lstat(entry.path, &status) == 0 else { return 0 }
    guard status.st_mode & S_IFMT == S_IFDIR else { return Int(status.st_size) }
    return names(in: entry).reduce(0) { $0 + byteCount(of: entry.appending(path: $1)) }
  }
}
