/// One update of stochastic gradient descent: `w ← w - α g`.
///
/// Checked in `OptimizerGoldenTests` against PyTorch.
package struct DescentUpdate: ParameterUpdate {
  /// α.
  let learningRate: Float

  /// - Parameter learningRate: α, at least 0.
  package init(learningRate: Double) {
    self.learningRate = Float(learningRate)
  }

  @inline(__always)
  package func way(for gradient: SIMD8<Float>, at offset: Int, of tensor: ParameterPointers) -> SIMD8<Float> {
    gradient * learningRate
  }
}

/// One update of stochastic gradient descent with momentum:
///
///     b ← μ b + g
///     w ← w - α b, or by Nesterov w ← w - α (g + μ b)
///
/// Source: Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum in deep
/// learning", ICML 2013, as PyTorch has it: the learning rate stands outside the momentum, so that a schedule
/// takes effect at once; no dampening. Checked in `OptimizerGoldenTests` against PyTorch.
package struct MomentumUpdate: ParameterUpdate {
  /// α.
  let learningRate: Float
  /// μ.
  let momentum: Float
  /// What of the gradient, and what of the momentum, the way is made of.
  let gradientShare, momentumShare: Float

  /// - Parameters:
  ///   - learningRate: α, at least 0.
  ///   - momentum: μ, in `0 ..< 1`.
  ///   - isNesterov: Whether the way looks ahead, from the momentum as it would be next.
  package init(learningRate: Double, momentum: Double, isNesterov: Bool) {
    self.learningRate = Float(learningRate)
    self.momentum = Float(momentum)
    gradientShare = isNesterov ? 1 : 0
    momentumShare = isNesterov ? Float(momentum) : 1
  }

  @inline(__always)
  package func way(for gradient: SIMD8<Float>, at offset: Int, of tensor: ParameterPointers) -> SIMD8<Float> {
    let place = tensor.firstState + offset
    let buffer = gradient.addingProduct(load8(place), SIMD8(repeating: momentum))
    store8(buffer, to: place)
    return (gradient * gradientShare).addingProduct(buffer, SIMD8(repeating: momentumShare)) * learningRate
  }
}
