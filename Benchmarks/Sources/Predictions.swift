import ExperimentSchema
import Foundation
import NeuralNetworks
import SeededRandom

/// Predictions of a declared model on random features, one batch at a time.
struct Predictions {
  private static let seed: UInt64 = 1
  private static let exampleCount = 1024

  private let plan: InferencePlan
  private let batchSize: Int
  private let features: [Float]
  private var probabilities: [Float]

  /// The model of the experiment in the file `experiment`, with first parameters as a run draws them.
  ///
  /// - Parameters:
  ///   - experiment: The file of an experiment.
  ///   - classCount: The classes of the corpus; at least 2.
  ///   - batchSize: Examples of one prediction, in 1...1024.
  ///   - threads: Threads that share it; at least 1.
  /// - Throws: What the decoder throws for the file, and the plan for its model.
  init(experiment file: URL, classCount: Int, batchSize: Int, threads: Int) throws {
    let experiment = try ExperimentDecoder.experiment(at: file)
    let inputShape = experiment.frontEnd.featureShape
    self.batchSize = batchSize
    let trained = try TrainingPlan(
      model: experiment.model, inputShape: inputShape, classCount: classCount,
      loss: experiment.training.loss, optimizer: experiment.training.optimizer, batchSize: 32)
    trained.initializeParameters(seed: Self.seed)
    plan = try InferencePlan(
      model: experiment.model, inputShape: inputShape, classCount: classCount, batchSize: batchSize,
      threads: threads)
    try plan.setParameters(trained.parameters)
    var random = RandomStream(seed: Self.seed, purpose: .synthesis)
    features = (0..<Self.exampleCount * inputShape.reduce(1, *)).map { _ in Float(random.uniform()) }
    probabilities = [Float](repeating: 0, count: batchSize * classCount)
  }

  /// Predicts the batch of this number; numbers beyond the last begin again.
  mutating func perform(_ number: Int) {
    let first = number * batchSize % (Self.exampleCount - batchSize + 1)
    let indices = (first..<first + batchSize).map { Int32($0) }
    features.withUnsafeBufferPointer { features in
      indices.withUnsafeBufferPointer { indices in
        probabilities.withUnsafeMutableBufferPointer {
          plan.predict(features: features, indices: indices, into: $0)
        }
      }
    }
  }
}
