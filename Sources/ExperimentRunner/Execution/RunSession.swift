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
  /// A process holds the lock before it declares its run, so a lock that is free was left by a kill. A run without a
  /// lock here, which shares only the store or whose folder was removed, is lost where the process that claimed it
  /// has surely ended; else it stays.
  ///
  /// - Throws: `RunStoreError` where the store cannot be used.
  public func reapLostRuns() throws {
    let filter = RunFilter(statuses: [.queued, .running])
    for run in try store.runSummaries(filter, sort: .newestFirst, limit: nil) {
      let folder = RunFolder(id: run.id, in: runsFolder)
      let state = try RunLock.whileFree(folder) { try lose(run.id) }
      if state == .absent, try claimant(ofRun: run.id)?.life == .gone { try lose(run.id) }
    }
  }

  /// The process that claimed run `id` last; nil where none did.
  func claimant(ofRun id: String) throws(RunStoreError) -> ProcessIdentity? {
    try store.newestClaim(onRun: id).map { ProcessIdentity($0.owner) }
  }

  private func lose(_ id: String) throws {
    do {
      try store.abandon(id, as: .lost, reason: "its process is gone", at: clock.date())
    } catch RunStoreError.illegalTransition {
      // It ended before its lock was tried.
    }
  }
}
