import Foundation
import Glibc
import NeuralNetworks
import RunStore
import Training

/// Follows one training: hands epochs to the store's writer, saves checkpoints, passes on the wish to stop.
final class RunRecorder: TrainingObserver {
  /// Seconds between two checkpoints, at most so much is lost to a kill.
  static let checkpointInterval = 10.0

  private let id: String
  private let plan: TrainingPlan
  private let folder: RunFolder
  private let store: RunStore
  private let writer: EpochWriter
  private let stop: StopSignal
  private var lastCheckpoint = RunClock.now

  init(
    id: String, plan: TrainingPlan, folder: RunFolder, store: RunStore, writer: EpochWriter, stop: StopSignal
  ) {
    self.id = id
    self.plan = plan
    self.folder = folder
    self.store = store
    self.writer = writer
    self.stop = stop
  }

  var isStopRequested: Bool { stop.isSet }

  func reached(_ position: TrainingPosition) throws {
    guard RunClock.now - lastCheckpoint >= Self.checkpointInterval else { return }
    try save(at: position)
    folder.keepRows(of: store)
  }

  func finished(_ epoch: EpochMetrics) throws {
    try writer.record(
      EpochRecord(
        run: id, epoch: epoch.epoch + 1,
        metrics: [
          MetricValue(.trainAccuracy, epoch.trainAccuracy), MetricValue(.trainLoss, epoch.trainLoss),
        ] + epoch.validation.values(on: .validation) + (epoch.test?.values(on: .test) ?? [])))
  }

  /// Saves a checkpoint. Epochs before `position` are committed first, so that the store is never behind it.
  func save(at position: TrainingPosition) throws {
    try writer.flush(run: id)
    try Checkpoint(of: plan, at: position).write(to: folder.checkpointFile)
    lastCheckpoint = RunClock.now
  }
}

extension EvaluationMetrics {
  /// The measures as metrics on `split`.
  fileprivate func values(on split: MetricSplit) -> [MetricValue] {
    [("accuracy", accuracy), ("loss", loss), ("crossEntropy", crossEntropy), ("brier", brier)]
      .map { MetricValue(MetricName(split, $0.0), $0.1) }
  }
}

/// Clocks that no change of the date moves.
enum RunClock {
  /// Seconds since some moment before the process began.
  static var now: Double { seconds(CLOCK_MONOTONIC) }

  /// Seconds that the calling thread has spent on a processor.
  static var threadProcessorTime: Double { seconds(CLOCK_THREAD_CPUTIME_ID) }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
