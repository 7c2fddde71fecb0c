import Dispatch
public import Foundation

/// Commits finished epochs in the background, so that training never waits for the disk.
///
/// Handing an epoch over puts it into memory and returns. A thread of the writer's own commits all that is
/// pending in one transaction, every 50 ms at most: an epoch is never split over two, epochs keep their
/// order, and none stays uncommitted for longer than a tick and a commit. Several runs share one writer.
///
/// Where a transaction fails, each run's epochs are tried by themselves, so that one run's fault (an epoch out
/// of order) does not fail the others. A run whose epochs could not be stored takes no more: its next
/// ``record(_:)``, ``flush(run:)`` throws the reason. What was committed before is intact.
///
/// Checked in `EpochWriterTests`.
public final class EpochWriter: Sendable {
  private let queue: EpochQueue

  /// A writer into `store`.
  ///
  /// - Parameters:
  ///   - store: Where epochs go; open for writing.
  ///   - tick: Seconds between commits at most; above 0.
  ///   - committed: Told of the epochs that have just been committed, in order, on the writer's thread. An
  ///     epoch is to be shown only then. It must not call the writer.
  public init(
    store: RunStore, tick: TimeInterval = 0.05,
    committed: @escaping @Sendable ([EpochRecord]) -> Void = { _ in }
  ) {
    let queue = EpochQueue(tick: tick)
    self.queue = queue
    let thread = Thread {
      while let batch = queue.nextBatch() {
        if batch.isEmpty { continue }
        let failures = Self.commit(batch, to: store, committed: committed)
        queue.finish(batch, failures: failures)
      }
    }
    thread.name = "epoch writer"
    thread.start()
  }

  deinit { queue.close() }

  /// Hands over a finished epoch; at most 2 µs, whatever the disk does.
  ///
  /// - Throws: The reason, where an earlier epoch of the run could not be stored; `epoch` is then dropped.
  public func record(_ epoch: EpochRecord) throws(RunStoreError) {
    try queue.append(epoch)
  }

  /// Waits until every epoch handed over is committed.
  ///
  /// - Throws: The reason, where an epoch of `run`, or with nil of any run, could not be stored.
  public func flush(run: String? = nil) throws(RunStoreError) {
    try queue.drain(run: run)
  }

  private static func commit(
    _ batch: [EpochRecord], to store: RunStore, committed: ([EpochRecord]) -> Void
  ) -> [String: RunStoreError] {
    do throws(RunStoreError) {
      try store.record(epochs: batch)
      committed(batch)
      return [:]
    } catch {
      let runs = batch.reduce(into: [String]()) { if !$0.contains($1.run) { $0.append($1.run) } }
      if runs.count == 1 { return [runs[0]: error] }
      return runs.reduce(into: [:]) { failures, run in
        let own = batch.filter { $0.run == run }
        failures.merge(commit(own, to: store, committed: committed)) { first, _ in first }
      }
    }
  }
}

/// The epochs between the runs and the writer's thread.
///
/// Its variables are touched only while `condition` is locked: hence unchecked.
private final class EpochQueue: @unchecked Sendable {
  private let condition = NSCondition()
  /// Ends a tick early. Ticks are measured by the monotonic clock, which nobody sets back.
  private let wake = DispatchSemaphore(value: 0)
  private let tick: TimeInterval
  private var pending: [EpochRecord] = []
  private var isCommitting = false
  private var isClosed = false
  private var failures: [String: RunStoreError] = [:]
  private var firstFailure: RunStoreError?

  init(tick: TimeInterval) {
    precondition(tick > 0, "an epoch writer's tick is above 0")
    self.tick = tick
  }

  /// Appends without waking the thread, which looks every tick: waking costs more than the whole call.
  func append(_ epoch: EpochRecord) throws(RunStoreError) {
    condition.lock()
    let failure = failures[epoch.run]
    if failure == nil { pending.append(epoch) }
    condition.unlock()
    if let failure { throw failure }
  }

  func drain(run: String?) throws(RunStoreError) {
    condition.lock()
    while !pending.isEmpty || isCommitting {
      wake.signal()
      condition.wait()
    }
    let failure = if let run { failures[run] } else { firstFailure }
    condition.unlock()
    if let failure { throw failure }
  }

  /// Returns what is pending at the end of a tick; nil once closed and empty.
  func nextBatch() -> [EpochRecord]? {
    _ = wake.wait(timeout: .now() + tick)
    condition.lock()
    defer { condition.unlock() }
    if pending.isEmpty { return isClosed ? nil : [] }
    defer { pending = [] }
    isCommitting = true
    return pending
  }

  func finish(_ batch: [EpochRecord], failures new: [String: RunStoreError]) {
    condition.lock()
    isCommitting = false
    failures.merge(new) { first, _ in first }
    if firstFailure == nil { firstFailure = batch.lazy.compactMap { new[$0.run] }.first }
    // What a failed run handed over meanwhile would leave a gap.
    if !new.isEmpty { pending.removeAll { new[$0.run] != nil } }
    condition.broadcast()
    condition.unlock()
  }

  func close() {
    condition.lock()
    isClosed = true
    condition.unlock()
    wake.signal()
  }
}
