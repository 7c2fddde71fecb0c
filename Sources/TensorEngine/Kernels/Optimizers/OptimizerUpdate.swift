/// One update of any optimizer: its rule, and what is done around it.
package struct OptimizerUpdate: BitwiseCopyable, Sendable {
  /// The rules there are.
  package enum Rule: BitwiseCopyable, Sendable {
    case descent(DescentUpdate)
    case momentum(MomentumUpdate)
    case adam(AdamUpdate)
  }

  /// How parameters follow adjusted gradients.
  package var rule: Rule
  /// What is done to gradients and parameters before.
  package var adjustment: GradientAdjustment

  /// The rule, with nothing around it unless said.
  package init(_ rule: Rule, adjustment: GradientAdjustment = GradientAdjustment()) {
    self.rule = rule
    self.adjustment = adjustment
  }

  /// The same update without weight decay: for biases.
  package var sparingDecay: OptimizerUpdate {
    var spared = self
    spared.adjustment.gradientDecay = 0
    spared.adjustment.retention = 1
    return spared
  }

  /// The same update after gradients are multiplied by `factor`.
  package func scalingGradients(by factor: Float) -> OptimizerUpdate {
    var scaled = self
    scaled.adjustment.scale = factor
    return scaled
  }

  /// Updates `count` parameters by kept gradients, and gives the bits of an update in the tile's store.
  ///
  /// - Precondition: `count` is a multiple of 8.
  package func apply(gradients: UnsafePointer<Float>, to tensor: ParameterPointers, count: Int) {
    GradientTarget.update(self, tensor).receive(KeptGradients(gradients: gradients, count: count))
  }
}

/// Gradients that an earlier step kept.
private struct KeptGradients: GradientSource {
  let gradients: UnsafePointer<Float>
  let count: Int

  @inline(__always)
  func compute(into sink: some GradientSink) {
    for offset in stride(from: 0, to: count, by: 8) { sink.take(load8(gradients + offset), at: offset) }
  }
}
