import Datasets
import ExperimentSchema
import NeuralNetworks
import Training

/// Twenty-three clips of three classes to learn from, in batches of five: the last one holds three.
enum SmallTask {
  /// A training of a few epochs; everything but epochs and batch size as given.
  static func training(
    loss: TrainingSpecification.Loss = .categoricalCrossEntropy, learningRate: Double = 0.01, epochs: Int = 3
  ) -> TrainingSpecification {
    TrainingSpecification(
      loss: loss, optimizer: .adam(TrainingSpecification.Adam(learningRate: learningRate)), epochs: epochs,
      batchSize: 5, seeds: [])
  }

  static func task(
    loss: TrainingSpecification.Loss = .categoricalCrossEntropy, epochs: Int = 3, seed: UInt64 = 1
  ) -> TrainingTask {
    task(training(loss: loss, epochs: epochs), seed: seed)
  }

  static func task(_ training: TrainingSpecification, seed: UInt64 = 1) -> TrainingTask {
    let count = 31
    let labels = (0..<count).map { Int32($0 % 3) }
    let values = (0..<count * 6).map { index -> Float in
      let (example, feature) = (index / 6, index % 6)
      return (feature % 3 == example % 3 ? 1 : 0) + Float((index * 7_919) % 101) / 101
    }
    let table = FeatureTable(
      shape: [1, 2, 3], values: values, labels: labels, folds: labels.indices.map { $0 < 23 ? 1 : 2 },
      ids: labels.indices.map { "clip\($0)" })
    return TrainingTask(
      features: table, trainingExamples: (0..<23).map { Int32($0) },
      validationExamples: (23..<31).map { Int32($0) }, classCount: 3, training: training, seed: seed)
  }

  static func plan(
    loss: TrainingSpecification.Loss = .categoricalCrossEntropy, learningRate: Double = 0.01,
    dropout: Double = 0.3, seed: UInt64 = 1
  ) throws -> TrainingPlan {
    try plan(training(loss: loss, learningRate: learningRate), dropout: dropout, seed: seed)
  }

  /// A plan for inputs of six features, ending as its loss asks for.
  static func plan(
    _ training: TrainingSpecification, end: Activation? = nil, dropout: Double = 0.3, seed: UInt64 = 1
  ) throws -> TrainingPlan {
    let end = end ?? training.loss.outputActivations[0]
    let layers = [
      LayerSpecification(name: "flatten", operation: .flatten),
      LayerSpecification(name: "hidden", operation: .dense(units: .count(8), activation: .relu)),
      LayerSpecification(name: "dropout", operation: .dropout(rate: dropout)),
      LayerSpecification(name: "output", operation: .dense(units: .classes, activation: end)),
    ]
    let plan = try TrainingPlan(
      model: ModelSpecification(layers: layers), inputShape: [1, 2, 3], classCount: 3, training: training)
    plan.initializeParameters(seed: seed)
    return plan
  }
}

/// Writes down all that a training tells, and stops it after so many updates.
final class Notebook: TrainingObserver {
  enum Event: Equatable {
    case reached(epoch: Int, step: Int)
    case finished(epoch: Int)
  }

  /// All that is needed to go on from a position.
  struct Snapshot {
    var position: TrainingPosition
    var parameters: [NamedTensor]
    var optimizerState: [NamedTensor]
    var updateCount: Int
  }

  private(set) var events: [Event] = []
  private(set) var epochs: [EpochMetrics] = []
  private(set) var snapshots: [Snapshot] = []
  private let plan: TrainingPlan
  private let updateLimit: Int

  init(of plan: TrainingPlan, stoppingAfter updateLimit: Int = .max) {
    self.plan = plan
    self.updateLimit = updateLimit
  }

  var isStopRequested: Bool { snapshots.count >= updateLimit }

  func reached(_ position: TrainingPosition) {
    events.append(.reached(epoch: position.epoch, step: position.step))
    snapshots.append(
      Snapshot(
        position: position, parameters: plan.parameters, optimizerState: plan.optimizerState,
        updateCount: plan.updateCount))
  }

  func finished(_ epoch: EpochMetrics) {
    events.append(.finished(epoch: epoch.epoch))
    epochs.append(epoch)
  }
}
