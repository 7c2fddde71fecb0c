public import ExperimentSchema
import TensorEngine

/// A model compiled for training: parameters, optimizer state and every buffer of a step in one block of
/// memory.
///
/// Results are the same bits for any number of threads. A plan is used by one thread at a time; several plans
/// may run side by side. How it works: `docs/decisions/0003-compiled-plan.md`.
public final class TrainingPlan {
  /// What becomes of gradients.
  public enum Mode: Sendable {
    /// A step updates the parameters, each as soon as its gradient is known.
    case fused
    /// A step keeps its gradients; ``TrainingPlan/applyOptimizer()`` updates. Gives the bits of `fused`.
    case gradients
  }

  /// The most examples in one step.
  public let batchSize: Int
  /// The fewest examples in one step: 2 where a batch normalisation gets one value of each channel from an
  /// example, else 1.
  public let leastBatchCount: Int
  /// Classes of the corpus: probabilities of an example.
  public let classCount: Int
  /// What becomes of gradients.
  public let mode: Mode
  /// Updates so far, over all epochs: Adam's t.
  public private(set) var updateCount = 0

  private let plan: CompiledPlan
  private let adam: TrainingSpecification.Adam

  /// Compiles `model`; all parameters are zero until they are initialized or set.
  ///
  /// - Parameters:
  ///   - model: The layers; the last is a softmax over the classes.
  ///   - inputShape: The shape of one example's features.
  ///   - classCount: The classes of the corpus.
  ///   - loss: What training minimises.
  ///   - optimizer: How parameters follow their gradients.
  ///   - batchSize: The most examples in one step; at least 1.
  ///   - threads: Threads that share a step, the caller's among them; at least 1. No result depends on it.
  ///   - mode: What becomes of gradients.
  /// - Throws: `ShapeInference.Misfit` for a layer that its input does not fit, ``PlanError`` for a model that
  ///   no plan can compute.
  public init(
    model: ModelSpecification, inputShape: [Int], classCount: Int, loss: TrainingSpecification.Loss,
    optimizer: TrainingSpecification.Optimizer, batchSize: Int, threads: Int = 1, mode: Mode = .fused
  ) throws {
    plan = try CompiledPlan(
      model: model, inputShape: inputShape, classCount: classCount, loss: loss, batchSize: batchSize,
      threads: threads, trains: true, keepsGradients: mode == .gradients)
    switch optimizer {
    case .adam(let adam): self.adam = adam
    }
    leastBatchCount = plan.summaries.reduce(1) { max($0, $1.leastBatchCount) }
    self.batchSize = batchSize
    self.classCount = classCount
    self.mode = mode
  }

  /// Draws all weights by Glorot's rule and sets biases, moments and ``updateCount`` to zero.
  ///
  /// Weights are drawn in the order of the logical tensors, so that a plan's padding does not matter.
  public func initializeParameters(seed: UInt64) {
    plan.initializeParameters(seed: seed)
    updateCount = 0
  }

  /// Makes one step on the examples `indices` of a feature table: one update of the parameters, or in mode
  /// `gradients` their gradients.
  ///
  /// - Parameters:
  ///   - features: `[example, feature]`, the whole table; features in row-major order of the input's axes.
  ///   - labels: The class of each example of the table, in `0 ..< classCount`.
  ///   - indices: The examples of the batch, at most ``batchSize``; the loss is their mean. None: no update.
  ///   - seed: The run's seed, for dropout.
  ///   - epoch: The epoch from 0, for dropout.
  ///   - step: The step within the epoch from 0, for dropout.
  /// - Returns: Loss and hits of the batch before the update. Where the loss is not finite, parameters are
  ///   updated all the same; the run has diverged.
  /// - Precondition: Indices lie in the table and have labels; at most ``batchSize`` of them, and at least
  ///   ``leastBatchCount`` or none.
  public func trainStep(
    features: UnsafeBufferPointer<Float>, labels: UnsafeBufferPointer<Int32>,
    indices: UnsafeBufferPointer<Int32>, seed: UInt64, epoch: Int, step: Int
  ) -> BatchOutcome {
    guard !indices.isEmpty else { return BatchOutcome(lossSum: 0, correctCount: 0, count: 0) }
    precondition(
      indices.count >= leastBatchCount, "\(indices.count) examples under a batch normalisation of vectors")
    if mode == .fused { updateCount += 1 }
    return plan.train(
      features: features, labels: labels, indices: indices, seed: seed, epoch: epoch, step: step,
      adam: mode == .fused ? adamUpdate : nil)
  }

  /// Updates the parameters by the gradients that the last step kept.
  ///
  /// - Precondition: The mode is `gradients`.
  public func applyOptimizer() {
    precondition(mode == .gradients, "a fused plan keeps no gradients to apply")
    updateCount += 1
    plan.apply(adamUpdate)
  }

  private var adamUpdate: AdamUpdate {
    AdamUpdate(
      learningRate: adam.learningRate, beta1: adam.beta1, beta2: adam.beta2, epsilon: adam.epsilon,
      updateCount: updateCount)
  }

  /// Computes probabilities without dropout.
  ///
  /// - Parameters:
  ///   - features: `[example, feature]`, the whole table.
  ///   - indices: Examples of the table, any number.
  ///   - scale: Whether probabilities are given, or their logarithms, which never underflow.
  ///   - result: Room for `[example, class]` of `indices`.
  /// - Precondition: Indices lie in the table; there is room for the result.
  public func predict(
    features: UnsafeBufferPointer<Float>, indices: UnsafeBufferPointer<Int32>,
    as scale: PredictionScale = .probabilities, into result: UnsafeMutableBufferPointer<Float>
  ) {
    plan.predict(features: features, indices: indices, as: scale, into: result)
  }

  /// Weights and biases, layer by layer.
  public var parameters: [NamedTensor] { plan.tensors(.value) }

  /// The moments of weights and biases, layer by layer: `hidden1.weight.firstMoment`, then the second ones.
  public var optimizerState: [NamedTensor] { plan.tensors(.firstMoment) + plan.tensors(.secondMoment) }

  /// The gradients that the last step kept, named as the parameters.
  ///
  /// - Precondition: The mode is `gradients`.
  public var gradients: [NamedTensor] {
    precondition(mode == .gradients, "a fused plan keeps no gradients")
    return plan.tensors(.gradient)
  }

  /// Replaces all parameters; moments and ``updateCount`` stay.
  ///
  /// - Parameter tensors: The tensors of ``parameters``, in any order.
  /// - Throws: ``PlanError`` where a tensor is missing, unknown or of another shape; nothing has changed then.
  public func setParameters(_ tensors: [NamedTensor]) throws(PlanError) {
    try plan.set(tensors, kinds: [.value])
  }

  /// Takes up training where it was left.
  ///
  /// - Parameters:
  ///   - parameters: As ``parameters`` gave them.
  ///   - optimizerState: As ``optimizerState`` gave it.
  ///   - updateCount: As ``updateCount`` was; at least 0.
  /// - Throws: ``PlanError`` where a tensor is missing, unknown or of another shape, or the count is negative;
  ///   nothing has changed then.
  public func restore(
    parameters: [NamedTensor], optimizerState: [NamedTensor], updateCount: Int
  ) throws(PlanError) {
    guard updateCount >= 0 else {
      throw .count(name: "updateCount", found: updateCount, expected: 0...Int.max)
    }
    try plan.set(parameters + optimizerState, kinds: [.value, .firstMoment, .secondMoment])
    self.updateCount = updateCount
  }

  /// What the plan is made of.
  public var summary: PlanSummary { plan.summary }

  /// Gives a dropout layer its decisions for the steps to come, instead of random ones.
  ///
  /// - Parameters:
  ///   - layer: The name of a layer that drops values or channels.
  ///   - isKept: `[example, unit]`, ``batchSize`` examples, units in logical order; nil to draw again.
  package func injectDropoutMask(layer: String, isKept: [Bool]?) {
    plan.injectDropout(layer: layer, isKept: isKept)
  }
}
