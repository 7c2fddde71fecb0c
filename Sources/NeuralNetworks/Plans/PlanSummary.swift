public import ExperimentSchema
import TensorEngine

/// What a plan is made of: for a dry run's explanation.
public struct PlanSummary: Sendable {
  /// Memory of all buffers, parameters and optimizer state, in bytes.
  public var arenaByteCount: Int
  /// What that would be if no buffers shared memory, in bytes.
  public var unsharedByteCount: Int
  /// Each layer's shapes, parameters and cost.
  public var layers: [ShapeInference.LayerSummary]
  /// What the plan does for each layer that costs anything, in words: what is fused with what.
  public var operations: [String]

  /// Trained values of the model.
  public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }
  /// Multiply-accumulates of the forward pass of one example.
  public var multiplyAccumulateCount: Int { layers.reduce(0) { $0 + $1.multiplyAccumulateCount } }
}

extension CompiledPlan {
  var summary: PlanSummary {
    PlanSummary(
      arenaByteCount: arena.count * 4, unsharedByteCount: unsharedValueCount * 4, layers: summaries,
      operations: explanation)
  }
}
