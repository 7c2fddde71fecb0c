import Foundation
import Glibc
import RunStore

extension RunsCleanup {
  /// What tasks have left, in `sweeps/<sweep>/attempts/<shard>/<trial>`, of trials that have ended, and that
  /// none has touched after `limit`: results that were brought home, copies that came second, attempts that
  /// were cut short.
  ///
  /// A task that still runs, on whatever machine, touches its attempt every few seconds.
  static func attempts(
    in runsFolder: URL, store: RunStore, until limit: Date
  ) throws(RunStoreError) -> [Item] {
    var items: [Item] = []
    for sweep in names(in: runsFolder.appending(path: "sweeps")) {
      let folder = "sweeps/\(sweep)/attempts"
      let shards = names(in: runsFolder.appending(path: folder))
      if shards.isEmpty { continue }
      guard let stored = try store.sweepIfThere(named: sweep) else { continue }
      let ended = Set(try store.trials(ofSweep: stored.id).filter(\.status.isEnd).map { "\($0.number)" })
      for shard in shards {
        for trial in names(in: runsFolder.appending(path: "\(folder)/\(shard)")) where ended.contains(trial) {
          let name = "\(folder)/\(shard)/\(trial)"
          let entry = runsFolder.appending(path: name)
          guard isFolder(entry), newestChange(in: entry) <= limit.timeIntervalSince1970 else { continue }
          items.append(
            Item(
              kind: .attempts, name: name, byteCount: byteCount(of: entry),
              reason: "the trial has ended, and its runs are home"))
        }
      }
    }
    return items
  }

  /// When `entry` or anything within it was last changed, in seconds since 1970.
  private static func newestChange(in entry: URL) -> Double {
    var status = stat()
    guard lstat(entry.path, &status) == 0 else { return 0 }
    let own = Double(status.st_mtim.tv_sec)
    guard status.st_mode & S_IFMT == S_IFDIR else { return own }
    return names(in: entry).reduce(own) { max($0, newestChange(in: entry.appending(path: $1))) }
  }
}
