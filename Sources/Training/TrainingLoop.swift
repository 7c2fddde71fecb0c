import Datasets
import ExperimentSchema
public import NeuralNetworks
import SeededRandom

/// Trains a compiled model: epochs of shuffled batches, each followed by validation.
///
/// The order of clips is drawn anew for each epoch from (seed, shuffling, epoch), so training can begin
/// again at any update of any epoch. Checked in `TrainingLoopTests`.
public struct TrainingLoop {
  private let plan: TrainingPlan
  private let task: TrainingTask
  private let schedule: LearningRateSchedule
  /// Nil where clips are trained on as they are in the table.
  private let regularizedBatch: RegularizedBatch?

  /// A loop that trains `plan` on `task`.
  ///
  /// - Precondition: The plan was compiled for the task's feature shape, classes and training.
  public init(plan: TrainingPlan, task: TrainingTask) {
    self.plan = plan
    self.task = task
    schedule = LearningRateSchedule(
      task.training.schedule, updatesPerEpoch: task.stepsPerEpoch, epochs: task.epochs)
    regularizedBatch = RegularizedBatch(task)
  }

  /// Trains from `position` to the end, or until the observer asks to stop, or until the loss is not finite.
  ///
  /// - Parameters:
  ///   - position: Where to begin; the plan's parameters are those of that position.
  ///   - observer: Told of each update and epoch.
  /// - Returns: How it ended.
  /// - Throws: What the observer throws.
  public func run(
    from position: TrainingPosition = .start(ofEpoch: 0), observer: some TrainingObserver
  ) throws -> TrainingOutcome {
    var position = position
    var evaluation = Evaluator(plan: plan, task: task)
    while position.epoch < task.epochs {
      if observer.isStopRequested { return .stopped(position) }
      if let outcome = try trainEpoch(&position, observer: observer) { return outcome }
      let metrics = EpochMetrics(
        epoch: position.epoch, trainLoss: position.lossSum / Double(position.exampleCount),
        trainAccuracy: Double(position.correctCount) / Double(position.exampleCount),
        validation: evaluation.metrics(of: task.validationExamples),
        test: task.testExamples.isEmpty ? nil : evaluation.metrics(of: task.testExamples))
      try observer.finished(metrics)
      position = .start(ofEpoch: position.epoch + 1)
      try observer.reached(position)
    }
    return .completed
  }

  /// Makes the updates that are left of the epoch; returns how training ended where it did.
  private func trainEpoch(
    _ position: inout TrainingPosition, observer: some TrainingObserver
  ) throws -> TrainingOutcome? {
    var random = RandomStream(seed: task.seed, purpose: .shuffling, epoch: position.epoch)
    let order = random.permutation(of: task.trainingExamples.count).map { task.trainingExamples[Int($0)] }
    while position.step < task.stepsPerEpoch {
      let start = position.step * task.batchSize
      let batch = order[start..<min(start + task.batchSize, order.count)]
      let outcome = batch.withUnsafeBufferPointer { train(on: $0, at: position) }
      guard outcome.isFinite else { return .diverged(position) }
      position.lossSum += outcome.lossSum
      position.correctCount += outcome.correctCount
      position.exampleCount += outcome.count
      position.step += 1
      guard position.step < task.stepsPerEpoch else { break }
      try observer.reached(position)
      if observer.isStopRequested { return .stopped(position) }
    }
    return nil
  }

  /// Makes one update.
  private func train(
    on batch: UnsafeBufferPointer<Int32>, at position: TrainingPosition
  ) -> BatchOutcome {
    let update = position.epoch * task.stepsPerEpoch + position.step
    let factor = schedule.factor(ofUpdate: update)
    if let regularizedBatch {
      regularizedBatch.fill(with: batch, epoch: position.epoch, step: position.step)
      return regularizedBatch.train(
        plan, epoch: position.epoch, step: position.step, learningRateFactor: factor)
    }
    return task.withTable { features, labels in
      if let targets = task.features.targets {
        return targets.withUnsafeBufferPointer { targets in
          plan.trainStep(
            features: features, targets: targets, indices: batch, seed: task.seed, epoch: position.epoch,
            step: position.step, learningRateFactor: factor)
        }
      }
      return plan.trainStep(
        features: features, labels: labels, indices: batch, seed: task.seed, epoch: position.epoch,
        step: position.step, learningRateFactor: factor)
    }
  }
}
