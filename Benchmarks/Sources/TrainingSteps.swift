import ExperimentSchema
import Foundation
import NeuralNetworks
import SeededRandom

/// Training steps of a declared model on random features: gathering the batch, forward, backward, optimizer.
struct TrainingSteps {
  private static let seed: UInt64 = 1
  private static let exampleCount = 1024

  private let plan: TrainingPlan
  private let batchSize: Int
  private let features: [Float]
  private let labels: [Int32]
  private var order: [Int32] = []
  private var epoch = -1
  private var step = 0

  /// The steps of the experiment in the file `experiment`, with first parameters as a run draws them.
  ///
  /// - Parameters:
  ///   - experiment: The file of an experiment.
  ///   - classCount: The classes of the corpus; at least 2.
  ///   - threads: Threads that share a step; at least 1.
  /// - Throws: What the decoder throws for the file, and the plan for its model.
  init(experiment file: URL, classCount: Int, threads: Int) throws {
    let experiment = try ExperimentDecoder.experiment(at: file)
    let inputShape = experiment.frontEnd.featureShape
    batchSize = experiment.training.batchSize
    plan = try TrainingPlan(
      model: experiment.model, inputShape: inputShape, classCount: classCount,
      training: experiment.training, threads: threads)
    plan.initializeParameters(seed: Self.seed)
    var random = RandomStream(seed: Self.seed, purpose: .synthesis)
    features = (0..<Self.exampleCount * inputShape.reduce(1, *)).map { _ in Float(random.uniform()) }
    labels = (0..<Self.exampleCount).map { _ in Int32(random.integer(below: classCount)) }
  }

  /// Makes one step. The first of an epoch draws its order, as training does.
  mutating func perform() {
    if epoch < 0 || (step + 1) * batchSize > Self.exampleCount {
      epoch += 1
      step = 0
      var random = RandomStream(seed: Self.seed, purpose: .shuffling, epoch: epoch)
      order = random.permutation(of: Self.exampleCount)
    }
    let start = step * batchSize
    features.withUnsafeBufferPointer { features in
      labels.withUnsafeBufferPointer { labels in
        order[start..<min(start + batchSize, order.count)].withUnsafeBufferPointer { indices in
          _ = plan.trainStep(
            features: features, labels: labels, indices: indices, seed: Self.seed, epoch: epoch, step: step)
        }
      }
    }
    step += 1
  }
}
