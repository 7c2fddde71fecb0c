import ExperimentSchema
import Foundation
import NeuralNetworks
import RunStore
import Training

/// Follows one training: hands epochs to the store's writer, saves checkpoints, passes on the wish to stop, or stops it
/// itself where a stage ends.
final class RunRecorder: TrainingObserver {
  /// Seconds between two copies of the run's rows into its folder.
  private static let rowsInterval = 10.0

  private let folder: RunFolder
  private let fence: Int
  private let plan: TrainingPlan
  private let session: RunSession
  private let stopwatch: RunStopwatch
  /// Epochs after which training stops; nil for none.
  private let epochLimit: Int?
  private var epochsDone: Int
  private var lastCheckpoint: Double
  private var lastRows: Double

  /// A recorder of the run of `folder`, claimed by `fence`, that begins with `epochsDone` and stops at `epochLimit`.
  init(
    folder: RunFolder, fence: Int, plan: TrainingPlan, session: RunSession, stopwatch: RunStopwatch,
    epochsDone: Int, epochLimit: Int?
  ) {
    self.epochsDone = epochsDone
    self.epochLimit = epochLimit
    self.folder = folder
    self.fence = fence
    self.plan = plan
    self.session = session
    self.stopwatch = stopwatch
    lastCheckpoint = session.clock.seconds()
    lastRows = lastCheckpoint
  }

  var isStopRequested: Bool { session.stop.isSet || hasReachedLimit }

  /// Whether training has come to the end of its stage.
  var hasReachedLimit: Bool { epochLimit.map { epochsDone >= $0 } ?? false }

  func reached(_ position: TrainingPosition) throws {
    epochsDone = position.epoch
    guard session.clock.seconds() - lastCheckpoint >= session.checkpointInterval else { return }
    try save(at: position)
    guard lastCheckpoint - lastRows >= Self.rowsInterval else { return }
    try session.store.export(run: folder.id, to: folder.rowsFile)
    lastRows = lastCheckpoint
  }

  func finished(_ epoch: EpochMetrics) throws {
    try session.writer.record(EpochRecord(epoch, of: folder.id, fence: fence))
  }

  /// Saves a checkpoint. Epochs before `position` are committed first, so that the store is never behind it.
  ///
  /// Parameters that are no finite numbers, on which the next update will diverge, leave the checkpoint as it is:
  /// the last one from which something can be learnt.
  func save(at position: TrainingPosition) throws {
    try session.writer.flush(run: folder.id)
    let checkpoint = Checkpoint(of: plan, at: position, after: stopwatch.time(with: plan))
    if checkpoint.isFinite { try checkpoint.write(to: folder.checkpointFile) }
    lastCheckpoint = session.clock.seconds()
  }
}

extension EpochRecord {
  /// What the store keeps of an epoch of `run`.
  init(_ epoch: EpochMetrics, of run: String, fence: Int = 0) {
    self.init(
      run: run, epoch: epoch.epoch + 1,
      metrics: [MetricValue(.trainAccuracy, epoch.trainAccuracy), MetricValue(.trainLoss, epoch.trainLoss)]
        + epoch.validation.values(on: .validation) + (epoch.test?.values(on: .test) ?? []),
      fence: fence)
  }
}

extension EvaluationMetrics {
  /// The measures as metrics on `split`.
  fileprivate func values(on split: MetricSplit) -> [MetricValue] {
    let several = multiLabel.map { [("macroF1", $0.macroF1), ("averagePrecision", $0.averagePrecision)] }
    return
      ([("accuracy", accuracy), ("loss", loss), ("crossEntropy", crossEntropy), ("brier", brier)]
      + (several ?? [])).map { MetricValue(MetricName(split, $0.0), $0.1) }
  }
}
