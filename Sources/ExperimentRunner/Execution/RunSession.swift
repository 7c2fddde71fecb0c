import ContentDigest
import Datasets
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
  /// Seconds between two checkpoints of a run; at most so much work is lost to a kill.
  public let checkpointInterval: Double

  /// What time it is, for all runs.
  package var clock = RunClock.system
  let writer: EpochWriter
  private let provenance: Provenance
  let report: @Sendable (RunEvent) -> Void

  /// A session that records into `store`.
  ///
  /// - Parameters:
  ///   - runsFolder: Made when the first run begins.
  ///   - store: Open for writing.
  ///   - threads: Threads inside each run; no result depends on it.
  ///   - stop: Asks all runs to stop at their next batch.
  ///   - checkpointInterval: Seconds between two checkpoints of a run, at least 0; no result depends on it.
  ///   - report: Told what happens, from any thread, one call at a time for each run.
  public init(
    runsFolder: URL, store: RunStore, threads: Int, stop: StopSignal,
    checkpointInterval: Double = Self.standardCheckpointInterval,
    report: @escaping @Sendable (RunEvent) -> Void
  ) {
    self.runsFolder = runsFolder
    self.store = store
    self.threads = threads
    self.stop = stop
    self.checkpointInterval = checkpointInterval
    self.report = report
    writer = EpochWriter(store: store) { report(.committed($0)) }
    provenance = Provenance.capture()
  }

  /// Seconds between two checkpoints where nothing else is asked for.
  public static let standardCheckpointInterval = 10.0

  /// Where the numbers of `run` come from, were it trained here.
  func provenance(of run: PlannedRun) -> Provenance {
    var provenance = provenance
    provenance.threads = threads
    provenance.corpusDigest = run.corpus.digest.hexadecimal
    return provenance
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
          try store.abandon(run.id, as: .lost, reason: "its process is gone", at: clock.date())
        } catch RunStoreError.illegalTransition {
          // It ended before the lock was tried.
        }
      }
    }
  }
}
