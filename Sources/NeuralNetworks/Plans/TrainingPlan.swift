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
  /// What makes probabilities of the last layer's values: softmax or sigmoid.
  public let outputActivation: Activation
  /// Updates so far, over all epochs: Adam's t.
  public private(set) var updateCount = 0

  private let plan: CompiledPlan
  private let training: TrainingSpecification

  /// Compiles `model`; all parameters are zero until they are initialized or set.
  ///
  /// - Parameters:
  ///   - model: The layers; the last is a softmax or a sigmoid over the classes.
  ///   - inputShape: The shape of one example's features.
  ///   - classCount: The classes of the corpus.
  ///   - training: Loss, optimizer, clipping, averaging and batch size; what is left of it is the loop's matter.
  ///   - threads: Threads that share a step, the caller's among them; at least 1. No result depends on it.
  ///   - mode: What becomes of gradients.
  /// - Throws: `ShapeInference.Misfit` for a layer that its input does not fit, ``PlanError`` for a model that
  ///   no plan can compute.
  public init(
    model: ModelSpecification, inputShape: [Int], classCount: Int, training: TrainingSpecification,
    threads: Int = 1, mode: Mode = .fused
  ) throws {
    plan = try CompiledPlan(
      model: model, inputShape: inputShape, classCount: classCount, batchSize: training.batchSize,
      threads: threads, training: PlanTraining(training, mode: mode))
    outputActivation = if case .sigmoid = plan.outputLoss.kind { .sigmoid } else { .softmax }
    self.training = training
    batchSize = training.batchSize
    leastBatchCount = plan.summaries.reduce(1) { max($0, $1.leastBatchCount) }
    self.classCount = classCount
    self.mode = mode
  }

  /// Seconds that the threads which share the plan's steps, but for the caller's, have spent on a processor.
  public var helpersProcessorTime: Double { plan.team.helpersProcessorTime }

  /// Compiles `model` for a training of these parts alone.
  ///
  /// - Parameters:
  ///   - loss: What training minimises.
  ///   - optimizer: How parameters follow their gradients.
  ///   - batchSize: The most examples in one step; at least 1.
  /// - Throws: As ``init(model:inputShape:classCount:training:threads:mode:)``, whose other parameters are these.
  public convenience init(
    model: ModelSpecification, inputShape: [Int], classCount: Int, loss: TrainingSpecification.Loss,
    optimizer: TrainingSpecification.Optimizer, batchSize: Int, threads: Int = 1, mode: Mode = .fused
  ) throws {
    try self.init(
      model: model, inputShape: inputShape, classCount: classCount,
      training: TrainingSpecification(
        loss: loss, optimizer: optimizer, epochs: 1, batchSize: batchSize, seeds: []),
      threads: threads, mode: mode)
  }

  /// Draws all weights as their layers say and sets biases, moments and ``updateCount`` to zero; an average
  /// begins at these parameters.
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
  ///   - learningRateFactor: What the schedule multiplies the learning rate by; at least 0.
  /// - Returns: Loss and hits of the batch before the update. Where the loss is not finite, parameters are
  ///   updated all the same; the run has diverged.
  /// - Precondition: Indices lie in the table and have labels; at most ``batchSize`` of them, and at least
  ///   ``leastBatchCount`` or none.
  public func trainStep(
    features: UnsafeBufferPointer<Float>, labels: UnsafeBufferPointer<Int32>,
    indices: UnsafeBufferPointer<Int32>, seed: UInt64, epoch: Int, step: Int, learningRateFactor: Double = 1
  ) -> BatchOutcome {
    trainStep(
      features: features, answers: .labels(labels), indices: indices, seed: seed, epoch: epoch, step: step,
      learningRateFactor: learningRateFactor)
  }

  /// Makes one step on examples whose classes are given as distributions, or as all those that are heard.
  ///
  /// - Parameter targets: `[example, class]` of the table, each in 0...1: the probability that the model should
  ///   give the class. An example counts as right where the class of the greatest one is the likeliest; of several that
  ///   are as great the first after a softmax, any after sigmoids.
  ///
  /// All else is as in ``trainStep(features:labels:indices:seed:epoch:step:learningRateFactor:)``, and one-hot
  /// targets give what labels give, but for rounding.
  public func trainStep(
    features: UnsafeBufferPointer<Float>, targets: UnsafeBufferPointer<Float>,
    indices: UnsafeBufferPointer<Int32>, seed: UInt64, epoch: Int, step: Int, learningRateFactor: Double = 1
  ) -> BatchOutcome {
    trainStep(
      features: features, answers: .targets(targets), indices: indices, seed: seed, epoch: epoch, step: step,
      learningRateFactor: learningRateFactor)
  }

  private func trainStep(
    features: UnsafeBufferPointer<Float>, answers: StepWork.Answers,
    indices: UnsafeBufferPointer<Int32>, seed: UInt64, epoch: Int, step: Int, learningRateFactor: Double
  ) -> BatchOutcome {
    guard !indices.isEmpty else { return BatchOutcome(lossSum: 0, correctCount: 0, count: 0) }
    precondition(
      indices.count >= leastBatchCount, "\(indices.count) examples under a batch normalisation of vectors")
    if mode == .fused { updateCount += 1 }
    return plan.train(
      features: features, answers: answers, indices: indices, seed: seed, epoch: epoch, step: step,
      update: mode == .fused ? update(learningRateFactor) : nil)
  }

  /// Updates the parameters by the gradients that the last step kept.
  ///
  /// - Parameter learningRateFactor: What the schedule multiplies the learning rate by; at least 0.
  /// - Precondition: The mode is `gradients`.
  public func applyOptimizer(learningRateFactor: Double = 1) {
    precondition(mode == .gradients, "a fused plan keeps no gradients to apply")
    updateCount += 1
    plan.complete(update(learningRateFactor), isApplied: false)
  }

  private func update(_ learningRateFactor: Double) -> StepUpdate {
    StepUpdate(
      training.optimizer, clipping: training.gradientClipping, learningRateFactor: learningRateFactor,
      updateCount: updateCount)
  }

  /// Computes probabilities without dropout, by the average of the parameters where one is kept.
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
    evaluating { plan.predict(features: features, indices: indices, as: scale, into: result) }
  }

  /// Weights and biases, layer by layer.
  public var parameters: [NamedTensor] { plan.tensors(.value) }

  /// The parameters that the model is judged and saved by: their average where one is kept, else themselves.
  public var evaluatedParameters: [NamedTensor] { evaluating { parameters } }

  /// Does `body` with the averages, where they are kept, in the parameters' place.
  private func evaluating<Result>(_ body: () -> Result) -> Result {
    guard training.averaging != nil else { return body() }
    plan.exchangeAverages()
    defer { plan.exchangeAverages() }
    return body()
  }

  /// What must be known besides the parameters to go on: the moments or the momentum of weights and biases,
  /// layer by layer, `hidden1.weight.firstMoment`, then the second ones, then the averages of the parameters.
  public var optimizerState: [NamedTensor] { savedKinds.flatMap { plan.tensors($0) } }

  private var savedKinds: [TensorKind] { plan.training?.savedKinds ?? [] }

  /// The gradients that the last step kept, named as the parameters.
  ///
  /// - Precondition: The mode is `gradients`.
  public var gradients: [NamedTensor] {
    precondition(mode == .gradients, "a fused plan keeps no gradients")
    return plan.tensors(.gradient)
  }

  /// Replaces all parameters, at which an average begins anew; moments and ``updateCount`` stay.
  ///
  /// - Parameter tensors: The tensors of ``parameters``, in any order.
  /// - Throws: ``PlanError`` where a tensor is missing, unknown or of another shape; nothing has changed then.
  public func setParameters(_ tensors: [NamedTensor]) throws(PlanError) {
    try plan.set(tensors, kinds: [.value])
    plan.beginAverages()
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
    try plan.set(parameters + optimizerState, kinds: [.value] + savedKinds)
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
