public import Datasets
import DurableFiles
public import Foundation
public import RunStore

/// The work of one command, in an order that leaves nothing behind where something is wrong: files are judged
/// first, then whether the store can be there, then every clip; only then is a store or a folder made.
public struct RunWork: Sendable {
  private let storeFile: URL
  private let runsFolder: URL
  private let cache: FeatureCache
  private let threads: Int
  private let jobs: Int
  private let stop: StopSignal
  private let checkpointInterval: Double
  private let report: @Sendable (RunEvent) -> Void

  /// Work that is recorded in `storeFile` and in folders of `runsFolder`.
  ///
  /// - Parameters:
  ///   - storeFile: The store; made where there is none.
  ///   - runsFolder: Holds a folder for each run.
  ///   - cache: Where features are kept.
  ///   - threads: Threads inside each run; at least 1.
  ///   - jobs: Runs at once; at least 1.
  ///   - stop: Asks all of it to stop.
  ///   - checkpointInterval: Seconds between two checkpoints of a run, at least 0; no result depends on it.
  ///   - report: Told what happens.
  public init(
    storeFile: URL, runsFolder: URL, cache: FeatureCache, threads: Int, jobs: Int, stop: StopSignal,
    checkpointInterval: Double = RunSession.standardCheckpointInterval,
    report: @escaping @Sendable (RunEvent) -> Void
  ) {
    self.storeFile = storeFile
    self.runsFolder = runsFolder
    self.cache = cache
    self.threads = threads
    self.jobs = jobs
    self.stop = stop
    self.checkpointInterval = checkpointInterval
    self.report = report
  }

  /// What came of it.
  public struct Outcome: Sendable {
    /// How each run that began has ended.
    public var results: [RunResult]
    /// Runs that were to be trained and have not begun.
    public var unbegunCount = 0
    /// Runs that another process is training, so that they were left to it.
    public var busyCount = 0
    /// Where it is recorded; nil where nothing had to be.
    public var store: RunStore?

    /// Whether all that was asked for is completed.
    public var isWhole: Bool { unbegunCount == 0 && results.allSatisfy(\.status.isCompleted) }
  }

  /// Trains `planned`, or, where `isOnlyNeeded`, what is left of them: runs that no equal finished one answers, those
  /// that were cut short from where they were.
  ///
  /// - Parameter willBegin: Told what is left to be trained, once the features are there.
  /// - Throws: `RunStoreError` where the store cannot be used, ``RunFolderError`` where the folder of runs
  ///   cannot, `FeatureExtractionError` where clips cannot.
  public func train(
    _ planned: [PlannedRun], isOnlyNeeded: Bool, willBegin: (NeededRuns) -> Void
  ) throws -> Outcome {
    var session = try existingSession()
    if session == nil { try RunStore.requireCreatable(storeFile) }
    let needed =
      isOnlyNeeded
      ? try session?.needed(of: planned) ?? NeededRuns(tasks: planned.map { .new($0) })
      : NeededRuns(tasks: planned.map { .new($0) })
    if !needed.tasks.isEmpty, let reason = WritableFolder.refusal(of: runsFolder) {
      throw RunFolderError(folder: runsFolder, reason: reason + ".")
    }
    var outcome = Outcome(results: [], unbegunCount: needed.tasks.count, busyCount: needed.busyCount)
    outcome.store = session?.store
    guard let features = try features(for: needed.tasks.map(\.run)) else { return outcome }
    willBegin(needed)
    if session == nil && !needed.tasks.isEmpty { session = try self.session() }
    guard let session else { return outcome }
    outcome.results = RunScheduler.perform(needed.tasks, features: features, session: session, jobs: jobs)
    session.store.settle()
    outcome.unbegunCount -= outcome.results.count
    outcome.store = session.store
    return outcome
  }

  /// Run `id`, or the one whose id begins so, ready to go on: from here on no other process can take it.
  ///
  /// - Throws: As ``RunResumption/init(_:session:corpora:)``, and `RunStoreError` where there is no store.
  public func takeUp(_ id: String, corpora: inout CorpusLibrary) throws -> RunResumption {
    guard let session = try existingSession() else { throw RunStoreError.missing(file: storeFile) }
    return try RunResumption(id, session: session, corpora: &corpora)
  }

  /// Goes on with a run.
  ///
  /// - Throws: `FeatureExtractionError` where clips cannot be used.
  public func goOn(with resumption: RunResumption) throws -> Outcome {
    let session = resumption.session
    guard let features = try features(for: [resumption.run]) else {
      return Outcome(results: [], unbegunCount: 1, store: session.store)
    }
    let results = RunScheduler.perform(
      [.resumption(resumption)], features: features, session: session, jobs: 1)
    session.store.settle()
    return Outcome(results: results, unbegunCount: 1 - results.count, store: session.store)
  }

  /// The features of `runs`; nil where the work was asked to stop before they were there.
  ///
  /// - Throws: `FeatureExtractionError` where clips cannot be used.
  public func features(for runs: [PlannedRun]) throws -> FeatureLibrary? {
    do {
      return try FeatureLibrary(
        for: runs, cache: cache, jobs: ProcessInfo.processInfo.activeProcessorCount, stop: stop,
        report: report)
    } catch FeatureExtractionError.cancelled {
      return nil
    }
  }

  /// A session with the store that is there, its lost runs reaped; nil where there is none.
  private func existingSession() throws -> RunSession? {
    guard FileManager.default.fileExists(atPath: storeFile.path) else { return nil }
    let session = try session()
    try session.reapLostRuns()
    return session
  }

  private func session() throws -> RunSession {
    RunSession(
      runsFolder: runsFolder, store: try RunStore.open(storeFile, access: .readWrite), threads: threads,
      stop: stop, checkpointInterval: checkpointInterval, report: report)
  }
}

extension RunResult.RunStatusReached {
  /// Whether every epoch is done.
  public var isCompleted: Bool {
    if case .completed = self { true } else { false }
  }
}
