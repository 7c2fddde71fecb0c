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
  ///   - report: Told what happens.
  public init(
    storeFile: URL, runsFolder: URL, cache: FeatureCache, threads: Int, jobs: Int, stop: StopSignal,
    report: @escaping @Sendable (RunEvent) -> Void
  ) {
    self.storeFile = storeFile
    self.runsFolder = runsFolder
    self.cache = cache
    self.threads = threads
    self.jobs = jobs
    self.stop = stop
    self.report = report
  }

  /// What came of it.
  public struct Outcome: Sendable {
    /// How each run that began has ended.
    public var results: [RunResult]
    /// Runs that were to be trained and have not begun.
    public var unbegunCount = 0
    /// Where it is recorded; nil where nothing had to be.
    public var store: RunStore?

    /// Whether all that was asked for is completed.
    public var isWhole: Bool { unbegunCount == 0 && results.allSatisfy(\.status.isCompleted) }
  }

  /// Trains `planned`, or, where `isOnlyNeeded`, those that no equal finished run answers.
  ///
  /// - Parameter willBegin: Told which runs are left to be trained, once their features are there.
  /// - Throws: `RunStoreError` where the store cannot be used, ``RunFolderError`` where the folder of runs
  ///   cannot, `FeatureExtractionError` where clips cannot.
  public func train(
    _ planned: [PlannedRun], isOnlyNeeded: Bool, willBegin: ([PlannedRun]) -> Void
  ) throws -> Outcome {
    var session = try existingSession()
    if session == nil { try RunStore.requireCreatable(storeFile) }
    let runs = isOnlyNeeded ? try session?.unanswered(planned) ?? planned : planned
    if !runs.isEmpty, let reason = WritableFolder.refusal(of: runsFolder) {
      throw RunFolderError(folder: runsFolder, reason: reason + ".")
    }
    guard let features = try features(for: runs) else {
      return Outcome(results: [], unbegunCount: runs.count, store: session?.store)
    }
    willBegin(runs)
    if session == nil && !runs.isEmpty { session = try self.session() }
    guard let session else { return Outcome(results: [], store: nil) }
    let results = RunScheduler.perform(runs, features: features, session: session, jobs: jobs)
    return Outcome(results: results, unbegunCount: runs.count - results.count, store: session.store)
  }

  /// Goes on with run `id`, or the one whose id begins so.
  ///
  /// - Throws: As ``RunResumption/init(_:session:corpora:)``, and `RunStoreError` where there is no store.
  public func goOn(with id: String, corpora: inout CorpusLibrary) throws -> Outcome {
    guard let session = try existingSession() else { throw RunStoreError.missing(file: storeFile) }
    let resumption = try RunResumption(id, session: session, corpora: &corpora)
    guard let features = try features(for: [resumption.run]) else {
      return Outcome(results: [], unbegunCount: 1, store: session.store)
    }
    let result = resumption.perform(features: features, session: session)
    return Outcome(results: [result], store: session.store)
  }

  /// The features of `runs`; nil where the work was asked to stop before they were there.
  private func features(for runs: [PlannedRun]) throws -> FeatureLibrary? {
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
      stop: stop, report: report)
  }
}

extension RunResult.RunStatusReached {
  /// Whether every epoch is done.
  public var isCompleted: Bool {
    if case .completed = self { true } else { false }
  }
}
