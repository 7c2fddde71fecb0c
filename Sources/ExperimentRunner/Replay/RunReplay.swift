import ContentDigest
import Datasets
import ExperimentSchema
public import Foundation
import NeuralNetworks
public import RunStore
import Training

/// Runs a stored run again, from what its folder declares, its seed and its fold, and compares it with what was
/// recorded, epoch by epoch.
///
/// A run that was cut short is compared as far as it came. Features that are in the cache are taken from there: it is
/// keyed by the audio's bytes, the front end and the libraries. Checked in `ReplayTests`.
public struct RunReplay: Sendable {
  /// The run's id.
  public let id: String
  /// The run as it was planned.
  public let run: PlannedRun
  /// Where this process differs from the one that recorded it: what explains other bits.
  public let conditions: [ConditionDifference]

  private let recorded: [EpochRecord]
  private let summary: RunSummary
  private let recordedWeights: Result<String, ReplayError>

  /// Makes a replay of run `id`, or of the one whose id begins so.
  ///
  /// - Parameters:
  ///   - id: The run.
  ///   - store: Where it is recorded; open for reading will do.
  ///   - runsFolder: Holds its folder.
  ///   - corpus: Where the recordings are now, as `--corpus` names it; nil takes what the run names.
  ///   - corpora: Opens the corpus.
  /// - Throws: `RunStoreError` where there is no such run, ``ReplayError`` where nothing can be compared,
  ///   `ExperimentError` or `CorpusError` where its files cannot be read.
  public init(
    _ id: String, store: RunStore, runsFolder: URL, corpus: String? = nil, corpora: inout CorpusLibrary
  ) throws {
    let detail = try store.runDetail(id)
    summary = detail.summary
    self.id = summary.id
    let folder = RunFolder(id: summary.id, in: runsFolder)
    guard FileManager.default.fileExists(atPath: folder.experimentFile.path) else {
      throw ReplayError.noFile(run: summary.id, file: folder.experimentFile)
    }
    guard summary.epochs > 0 || summary.status == .diverged else {
      throw ReplayError.nothingRecorded(run: summary.id, status: summary.status)
    }
    var experiment = try ExperimentDecoder.experiment(at: folder.experimentFile)
    if let corpus { experiment.corpus.name = corpus }
    let planned = try RunPlanner.runs(
      of: experiment, on: corpora.corpus(experiment.corpus),
      selection: RunSelection(seeds: [summary.identity.seed]))
    guard let run = planned.first,
      run.identity.configurationDigest == summary.identity.configurationDigest,
      run.fold == summary.identity.fold
    else { throw ReplayError.changed(run: summary.id, file: folder.experimentFile) }
    self.run = run
    recorded = try store.recordedEpochs(ofRun: summary.id)
    recordedWeights = Self.weightsDigest(in: folder, of: summary)
    var provenance = Provenance.capture()
    provenance.corpusDigest = run.corpus.digest.hexadecimal
    conditions = provenance.differences(fromRecorded: detail.provenance)
  }

  /// The digest of the weights that a run was recorded with, or why there is none.
  private static func weightsDigest(in folder: RunFolder, of summary: RunSummary) -> Result<
    String, ReplayError
  > {
    guard summary.status == .completed else {
      return .failure(.noWeights(run: summary.id, status: summary.status))
    }
    guard let text = try? String(contentsOf: folder.modelFile, encoding: .utf8),
      let document = try? ModelDocument(text: text, source: folder.modelFile.relativePath)
    else { return .failure(.noFile(run: summary.id, file: folder.modelFile)) }
    return .success(document.weightsDigest)
  }

  // MARK: Without a trace

  /// Trains the run again, until an epoch differs or all that is recorded is compared; nothing is stored.
  ///
  /// - Parameters:
  ///   - features: Those that the run trains on.
  ///   - threads: Threads inside the run; the bits do not depend on them.
  ///   - report: Told of epochs, as if they were stored.
  /// - Throws: `PlanError` where the model cannot be compiled.
  public func perform(
    features: FeatureLibrary, threads: Int, report: @escaping @Sendable (RunEvent) -> Void
  ) throws -> ReplayResult {
    guard let table = features.table(for: run) else {
      preconditionFailure("features are computed before a replay begins")
    }
    let plan = try run.makePlan(threads: threads)
    plan.initializeParameters(seed: run.seed)
    let material = RunMaterial(run, features: table)
    let task = material.task
    report(.started(id: id, run: run, resumedAt: 0))
    // Of a run that diverged, the epoch in which it did is not recorded, and is run again too.
    let observer = ReplayObserver(
      run: id, recorded: recorded, goesBeyond: summary.status == .diverged, report: report)
    let outcome = try TrainingLoop(plan: plan, task: task).run(observer: observer)
    var result = ReplayResult(run: id, recordedEpochCount: recorded.count)
    result.equalEpochCount = observer.equalEpochCount
    result.divergence = observer.divergence
    guard result.divergence == nil else { return result }
    result.ending = ending(of: outcome)
    var evaluator = Evaluator(plan: plan, task: task)
    if outcome == .completed, let last = recorded.last,
      let closing = last.metrics.first(where: { $0.metric == .trainEvaluatedAccuracy })
    {
      let found = evaluator.metrics(of: task.trainingClips).accuracy
      result.divergence = EpochDivergence(
        EpochRecord(run: id, epoch: last.epoch, metrics: [closing]),
        EpochRecord(run: id, epoch: last.epoch, metrics: [MetricValue(closing.metric, found)]))
    }
    result.weights = comparison(
      with: NeuralNetworks.weightsDigest(of: material.savedTensors(of: plan)).hexadecimal)
    return result
  }

  /// How the end that was recorded differs from `outcome`; nil where it does not.
  private func ending(of outcome: TrainingOutcome) -> ReplayResult.Ending? {
    let recorded: String
    switch (summary.status, outcome) {
    case (.diverged, .diverged(let position)) where summary.reason == position.divergence: return nil
    case (.diverged, _): recorded = summary.reason ?? "it diverged"
    case (_, .diverged): recorded = "it came to epoch \(self.recorded.count)"
    default: return nil
    }
    let found =
      switch outcome {
      case .diverged(let position): position.divergence
      case .completed, .stopped: "every loss is finite"
      }
    return ReplayResult.Ending(recorded: recorded, found: found)
  }

  private func comparison(with found: String) -> ReplayResult.Weights {
    switch recordedWeights {
    case .failure(let reason): .notCompared(reason: "\(reason)")
    case .success(let recorded):
      recorded == found ? .equal(digest: found) : .different(recorded: recorded, found: found)
    }
  }

  // MARK: Kept

  /// Compares the run with `kept`, a run of the same that was trained and stored.
  ///
  /// - Throws: `RunStoreError` where either cannot be read.
  public func comparison(withKept kept: String, store: RunStore, runsFolder: URL) throws -> ReplayResult {
    let found = try store.recordedEpochs(ofRun: kept)
    var result = ReplayResult(run: id, recordedEpochCount: recorded.count)
    result.keptAs = kept
    result.divergence = EpochDivergence.first(between: recorded, and: found)
    result.equalEpochCount = result.divergence.map { $0.epoch - 1 } ?? min(recorded.count, found.count)
    guard result.divergence == nil else { return result }
    let end = try store.runDetail(kept).summary
    if summary.status == .diverged || end.status == .diverged, summary.reason != end.reason {
      result.ending = ReplayResult.Ending(
        recorded: summary.reason ?? summary.status.rawValue, found: end.reason ?? end.status.rawValue)
    }
    switch Self.weightsDigest(in: RunFolder(id: kept, in: runsFolder), of: end) {
    case .success(let digest): result.weights = comparison(with: digest)
    case .failure(let reason): result.weights = .notCompared(reason: "\(reason)")
    }
    return result
  }
}

/// Compares each epoch with the one recorded, and ends the training where one differs or none is left.
private final class ReplayObserver: TrainingObserver {
  private let run: String
  private let recorded: [EpochRecord]
  private let goesBeyond: Bool
  private let report: @Sendable (RunEvent) -> Void
  private(set) var equalEpochCount = 0
  private(set) var divergence: EpochDivergence?

  init(
    run: String, recorded: [EpochRecord], goesBeyond: Bool, report: @escaping @Sendable (RunEvent) -> Void
  ) {
    self.run = run
    self.recorded = recorded
    self.goesBeyond = goesBeyond
    self.report = report
  }

  var isStopRequested: Bool {
    divergence != nil || equalEpochCount == recorded.count && !goesBeyond
  }

  func reached(_ position: TrainingPosition) {}

  func finished(_ epoch: EpochMetrics) {
    let found = EpochRecord(epoch, of: run)
    report(.committed([found]))
    guard recorded.indices.contains(epoch.epoch) else { return }
    divergence = EpochDivergence(recorded[epoch.epoch], found)
    if divergence == nil { equalEpochCount += 1 }
  }
}
