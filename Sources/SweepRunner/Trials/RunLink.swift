import RunStore
import Synchronization

/// Notes in a sweep's store which runs are a trial's, as soon as they begin: told from the threads that train.
final class RunLink: Sendable {
  private let current = Mutex((sweep: Int64?.none, trial: 0))

  /// From here on runs are those of `trial`; of a store that knows no such sweep nothing is noted.
  func begin(trial: Int, ofSweep sweep: Int64?) {
    current.withLock { $0 = (sweep, trial) }
  }

  /// Notes `run`. Where that fails the trial's end will note it, or tell of the same disk.
  func note(run: String, in store: RunStore) {
    let (sweep, trial) = current.withLock { $0 }
    if let sweep { try? store.link(run: run, toTrial: trial, ofSweep: sweep) }
  }
}
