import ExperimentSchema
public import Foundation
public import RunStore

/// What all runs of one command share: the folder of runs, the store and its writer, and who is told.
public struct RunSession: Sendable {
  /// The folder that holds a folder for each run.
  public let runsFolder: URL
  /// Where runs are recorded.
  public let store: RunStore
  /// Threads inside each run; at least 1.
  public let threads: Int
  /// Asks all runs to stop.
  public let stop: StopSignal

  let writer: EpochWriter
  let provenance: Provenance
  let report: @Sendable (RunEvent) -> Void

  /// A session that records into `store`.
  ///
  /// - Parameters:
  ///   - runsFolder: Made when the first run begins.
  ///   - store: Open for writing.
  ///   - threads: Threads inside each run; no result depends on it.
  ///   - stop: Asks all runs to stop at their next batch.
  ///   - report: Told what happens, from any thread, one call at a time for each run.
  public init(
    runsFolder: URL, store: RunStore, threads: Int, stop: StopSignal,
    report: @escaping @Sendable (RunEvent) -> Void
  ) {
    self.runsFolder = runsFolder
    self.store = store
    self.threads = threads
    self.stop = stop
    self.report = report
    writer = EpochWriter(store: store) { report(.committed($0)) }
    provenance = Provenance.capture()
  }

  /// Returns the runs among `runs` that no completed run of an equal identity answers yet.
  ///
  /// - Throws: `RunStoreError` where the store cannot be read.
  public func unanswered(_ runs: [PlannedRun]) throws -> [PlannedRun] {
    let digests = Set(runs.map(\.identity.configurationDigest)).sorted()
    let answered = Set(try store.observations(configurationDigests: digests).map(\.run.identity))
    return runs.filter { !answered.contains($0.identity) }
  }

  /// Marks as lost every run that claims to be queued or running and whose process is gone.
  ///
  /// A process holds the lock before it declares its run, so a lock that is free was left by a kill. Of a
  /// run whose folder is not among these, which shares only the store, nothing is known: it stays.
  ///
  /// - Throws: `RunStoreError` where the store cannot be written.
  public func reapLostRuns() throws {
    let filter = RunFilter(statuses: [.queued, .running])
    for run in try store.runSummaries(filter, sort: .newestFirst, limit: nil) {
      try RunLock.whileFree(RunFolder(id: run.id, in: runsFolder)) {
        do {
          try store.abandon(run.id, as: .lost, reason: "its process is gone", at: Date())
        } catch RunStoreError.illegalTransition {
          // It ended before the lock was tried.
        }
      }
    }
  }
}
