import DurableFiles
package import ExperimentRunner
import ExperimentSchema
package import Foundation
package import RunStore

/// What earlier attempts and stages have left of a trial's runs, brought into a new attempt so that it goes
/// on there.
///
/// Another process may still be writing what is read here. Every file is replaced as a whole, and a
/// checkpoint is taken before the rows, which are written after it: so the rows are usually no older, and
/// where they are the checkpoint is left behind. What cannot be read is as if it were not there: the run then
/// begins anew, with the same bits. Checked in `EarlierRunsTests`.
package struct EarlierRuns {
  /// An earlier state of a run.
  private struct Candidate {
    var folder: RunFolder
    var rows: LocalRows
    /// The bytes of its checkpoint; nil where there is none that can be used.
    var checkpoint: Data?
    /// Epochs that need not be trained again.
    var epochs: Int

    /// The more, the less is left to do.
    var progress: (Int, Int) { (rows.summary.status == .completed ? 1 : 0, epochs) }
  }

  private let scratch: ScratchFolder
  /// Of each identity the states, that which has got furthest first.
  private var candidates: [RunIdentity: [Candidate]] = [:]
  private var order: [RunIdentity] = []

  /// Looks at the runs in `folders`; of two states that have got equally far the first is preferred.
  package init(in folders: [RunFolder], scratch: ScratchFolder) {
    self.scratch = scratch
    for folder in folders {
      guard let candidate = Self.candidate(folder, scratch: scratch) else { continue }
      let identity = candidate.rows.summary.identity
      if candidates[identity] == nil { order.append(identity) }
      let place =
        candidates[identity, default: []].firstIndex { $0.progress < candidate.progress }
        ?? candidates[identity, default: []].count
      candidates[identity, default: []].insert(candidate, at: place)
    }
  }

  /// Whether there is nothing to bring.
  package var isEmpty: Bool { order.isEmpty }

  private static func candidate(_ folder: RunFolder, scratch: ScratchFolder) -> Candidate? {
    let checkpoint = try? Data(contentsOf: folder.checkpointFile)
    guard let rows = try? LocalRows(of: folder.id, in: folder.rowsFile, scratch: scratch.url) else {
      return nil
    }
    var candidate = Candidate(folder: folder, rows: rows, checkpoint: nil, epochs: 0)
    // Read back from the copy: what is looked at is what will be used.
    let copy = scratch.url.appending(path: "checkpoint")
    if let checkpoint, (try? DurableFile.write(checkpoint, to: copy, isSynchronized: false)) != nil,
      let read = try? Checkpoint(from: copy), read.finishedEpochCount <= rows.summary.epochs
    {
      candidate.checkpoint = checkpoint
      candidate.epochs = read.finishedEpochCount
    }
    return candidate
  }

  /// Puts them into `runsFolder` and their rows into `store`, as runs whose process is gone.
  ///
  /// A completed run that is in the folder `home` already, where all runs come to in the end, stays there:
  /// its rows answer.
  ///
  /// - Returns: The ids of those whose folders were brought.
  package func bring(to runsFolder: URL, home: URL, store: RunStore) throws -> [String] {
    var brought: [String] = []
    for identity in order {
      // A state whose rows are damaged is passed over, before anything of it is there.
      let whole = try candidates[identity]?.first {
        try store.merge(from: $0.rows.store, runs: [$0.folder.id]).refused.isEmpty
      }
      guard let candidate = whole else { continue }
      let id = candidate.folder.id
      let isHome = candidate.folder.url.path == RunFolder(id: id, in: home).url.path
      if isHome && candidate.rows.summary.status == .completed { continue }
      let folder = RunFolder(id: id, in: runsFolder)
      try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
      if let checkpoint = candidate.checkpoint {
        try DurableFile.write(checkpoint, to: folder.checkpointFile)
      }
      for name in try Self.otherFiles(of: candidate.folder) {
        guard let content = try? Data(contentsOf: candidate.folder.url.appending(path: name)) else {
          continue
        }
        try DurableFile.write(content, to: folder.url.appending(path: name))
      }
      // A lock that nobody holds: whoever claimed the run in these rows is not the one who has it here.
      try DurableFile.write(Data(), to: folder.lockFile, isSynchronized: false)
      brought.append(id)
    }
    return brought
  }

  /// The names of a run's files besides checkpoint, lock and unfinished ones; its rows among them.
  private static func otherFiles(of folder: RunFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted().filter {
      !$0.hasPrefix(".") && $0 != folder.checkpointFile.lastPathComponent
        && $0 != folder.lockFile.lastPathComponent
    }
  }
}
