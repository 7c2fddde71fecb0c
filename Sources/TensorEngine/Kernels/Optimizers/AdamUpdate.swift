import Glibc

/// One update of Adam: the coefficients at a step, and the rule they enter.
///
///     m ← m + (1 - β₁)(g - m)
///     v ← v + (1 - β₂)(g² - v)
///     w ← w - α / (1 - β₁ᵗ) · m / (√v / √(1 - β₂ᵗ) + ε)
///
/// Source: Kingma and Ba, "Adam", ICLR 2015, algorithm 1: ε is added after bias correction, as PyTorch does
/// and Keras does not. Checked in `OptimizerGoldenTests` against PyTorch.
package struct AdamUpdate: ParameterUpdate {
  /// α / (1 - β₁ᵗ).
  let stepSize: Float
  /// 1 - β₁.
  let firstRate: Float
  /// 1 - β₂.
  let secondRate: Float
  /// 1 / √(1 - β₂ᵗ).
  let secondCorrection: Float
  /// ε.
  let epsilon: Float

  /// The update number `updateCount`; powers of β are taken in double precision.
  ///
  /// - Parameters:
  ///   - learningRate: α, at least 0.
  ///   - beta1: β₁, in `0 ..< 1`.
  ///   - beta2: β₂, in `0 ..< 1`.
  ///   - epsilon: ε, above 0.
  ///   - updateCount: t, from 1.
  package init(learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, updateCount: Int) {
    let t = Double(updateCount)
    stepSize = Float(learningRate / (1 - pow(beta1, t)))
    firstRate = Float(1 - beta1)
    secondRate = Float(1 - beta2)
    secondCorrection = Float(1 / (1 - pow(beta2, t)).squareRoot())
    self.epsilon = Float(epsilon)
  }

  @inline(__always)
  package func way(for gradient: SIMD8<Float>, at offset: Int, of tensor: ParameterPointers) -> SIMD8<Float> {
    let (firstMoment, secondMoment) = (tensor.firstState + offset, tensor.secondState + offset)
    var (m, v) = (load8(firstMoment), load8(secondMoment))
    m.addProduct(gradient - m, SIMD8(repeating: firstRate))
    v.addProduct(gradient * gradient - v, SIMD8(repeating: secondRate))
    store8(m, to: firstMoment)
    store8(v, to: secondMoment)
    let root = SIMD8(repeating: epsilon).addingProduct(v.squareRoot(), SIMD8(repeating: secondCorrection))
    return m * stepSize / root
  }
}
