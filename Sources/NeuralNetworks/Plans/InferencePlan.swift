public import ExperimentSchema

/// A model compiled for prediction alone: no gradients, no moments.
///
/// Gives the bits of ``TrainingPlan/predict(features:indices:into:)``, for any number of threads and any batch
/// size.
public final class InferencePlan {
  /// Classes of the corpus: probabilities of an example.
  public let classCount: Int
  private let plan: CompiledPlan

  /// Compiles `model`; all parameters are zero until they are set.
  ///
  /// - Parameters:
  ///   - model: The layers; the last is a softmax or a sigmoid over the classes.
  ///   - inputShape: The shape of one example's features.
  ///   - classCount: The classes of the corpus.
  ///   - batchSize: Examples that are computed together; at least 1.
  ///   - threads: Threads that share the work, the caller's among them; at least 1.
  /// - Throws: `ShapeInference.Misfit` for a layer that its input does not fit, ``PlanError`` for a model that
  ///   no plan can compute.
  public init(
    model: ModelSpecification, inputShape: [Int], classCount: Int, batchSize: Int = 32, threads: Int = 1
  ) throws {
    plan = try CompiledPlan(
      model: model, inputShape: inputShape, classCount: classCount, batchSize: batchSize, threads: threads,
      training: nil)
    self.classCount = classCount
  }

  /// Computes probabilities.
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

  /// Replaces all parameters.
  ///
  /// - Parameter tensors: The tensors of ``parameters``, in any order.
  /// - Throws: ``PlanError`` where a tensor is missing, unknown or of another shape; nothing has changed then.
  public func setParameters(_ tensors: [NamedTensor]) throws(PlanError) {
    try plan.set(tensors, kinds: [.value])
  }

  /// What the plan is made of.
  public var summary: PlanSummary { plan.summary }
}
