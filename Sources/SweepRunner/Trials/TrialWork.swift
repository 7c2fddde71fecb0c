public import Datasets
import DurableFiles
public import ExperimentRunner
import ExperimentSchema
public import Foundation
import NeuralNetworks
public import RunStore

/// The work of one worker: trains the runs of one task after another. Corpora and features stay in memory in between.
///
/// Checked in `TrialWorkTests`.
public final class TrialWork {
  /// Feature tables that are kept while other trials use others.
  private static let greatestTableCount = 4
  /// Seconds between two looks at a run that another process is training.
  private static let busyInterval = 0.05
  /// Looks after which it is told that a run is waited for: the worker of a controller that is gone is soon done.
  private static let patientLooks = 40

  private let session: RunSession
  private let cache: FeatureCache
  private let stop: StopSignal
  private let report: @Sendable (RunEvent) -> Void
  private var corpora: CorpusLibrary
  private var features = FeatureLibrary()
  private let link = RunLink()

  /// Work that is recorded in `store` and in folders of `runsFolder`.
  ///
  /// - Parameters:
  ///   - store: Open for writing; a sweep's own, in which each run is linked to its trial when it begins, or that of one
  ///     attempt, which knows of no sweeps.
  ///   - runsFolder: Holds a folder for each run.
  ///   - corpora: Opens corpora.
  ///   - cache: Where features are kept.
  ///   - threads: Threads inside each run; no result depends on it.
  ///   - checkpointInterval: Seconds between two checkpoints of a run, at least 0; no result depends on it.
  ///   - stop: Asks the work to save what it has and to end.
  ///   - report: Told what happens, from any thread.
  public init(
    store: RunStore, runsFolder: URL, corpora: CorpusLibrary, cache: FeatureCache, threads: Int,
    checkpointInterval: Double = RunSession.standardCheckpointInterval, stop: StopSignal,
    report: @escaping @Sendable (RunEvent) -> Void
  ) {
    self.corpora = corpora
    self.cache = cache
    self.stop = stop
    self.report = report
    let link = link
    session = RunSession(
      runsFolder: runsFolder, store: store, threads: threads, stop: stop,
      checkpointInterval: checkpointInterval
    ) { event in
      if case .started(let id, _, _) = event { link.note(run: id, in: store) }
      report(event)
    }
  }

  /// Trains the runs of `task` that nothing answers yet, those that were cut short from where they were, each to the
  /// stage's end.
  ///
  /// A run that another process is training is waited for: the worker of an earlier controller may be saving it.
  public func perform(_ task: TrialTask) -> TrialEnding {
    do {
      return try train(task)
    } catch let error as TrialFault {
      return .failed(reason: "\(error.cause)")
    } catch FeatureExtractionError.cancelled {
      return .interrupted
    } catch {
      return .refused(reason: "\(error)")
    }
  }

  private func train(_ task: TrialTask) throws -> TrialEnding {
    let planned = try plannedRuns(of: task)
    if let reason = WritableFolder.refusal(of: session.runsFolder) {
      return .refused(reason: "\(session.runsFolder.path): cannot keep a run there: \(reason).")
    }
    let sweep = try session.store.sweepIfThere(named: task.sweep)
    link.begin(trial: task.trial, ofSweep: sweep?.id)
    var looks = 0
    while !stop.isSet {
      try session.reapLostRuns()
      let own =
        try task.allowsRepeats
        ? sweep.map { Set(try session.store.runs(ofTrial: task.trial, ofSweep: $0.id)) } : nil
      let needed = try session.needed(of: planned, epochLimit: task.stageEpochs, among: own)
      if needed.answers.count == planned.count { return .reached(runs: needed.answers) }
      if needed.tasks.isEmpty {
        looks += 1
        if looks == Self.patientLooks {
          report(.warning("trial \(task.trial) waits for a run that another process is training"))
        }
        Thread.sleep(forTimeInterval: Self.busyInterval)
        continue
      }
      try prepareFeatures(for: needed.tasks.map(\.run))
      let results = RunScheduler.perform(
        needed.tasks, features: features, session: session, jobs: 1, epochLimit: task.stageEpochs)
      session.store.settle()
      if let ending = results.lazy.compactMap(TrialEnding.init(of:)).first { return ending }
    }
    return .interrupted
  }

  /// The runs of `task`, each of which a plan can compute.
  private func plannedRuns(of task: TrialTask) throws -> [PlannedRun] {
    let experiment = try ofTrial {
      try ExperimentDecoder.experiment(text: task.experiment, source: "trial \(task.trial)")
    }
    let corpus = try corpora.corpus(experiment.corpus)
    return try ofTrial {
      let runs = try RunPlanner.runs(of: experiment, on: corpus, selection: task.selection)
      _ = try runs.first?.planSummary(threads: 1)
      return runs
    }
  }

  private func prepareFeatures(for runs: [PlannedRun]) throws {
    do {
      try features.add(
        for: runs, keeping: Self.greatestTableCount, cache: cache, jobs: session.threads, stop: stop,
        report: report)
    } catch FeatureExtractionError.cancelled {
      throw FeatureExtractionError.cancelled
    } catch {
      throw TrialFault(cause: error)
    }
  }

  /// What `body` returns; what it throws is the trial's own fault.
  private func ofTrial<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch { throw TrialFault(cause: error) }
  }
}

/// What is wrong with a trial's own configuration.
private struct TrialFault: Error {
  let cause: any Error
}

extension TrialEnding {
  /// How a trial ends of which a run ended so; nil where the trial goes on.
  fileprivate init?(of result: RunResult) {
    switch result.status {
    case .completed, .interrupted: return nil
    case .diverged(let epoch):
      self = .diverged(run: result.id ?? "", reason: "the loss was not finite in epoch \(epoch)")
    case .failed(let reason): self = .refused(reason: reason)
    }
  }
}
