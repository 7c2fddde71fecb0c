import Glibc

/// One update of Adam: the coefficients at a step, and the rule they enter.
///
///     m ← m + (1 - β₁)(g - m)
///     v ← v + (1 - β₂)(g² - v)
///     w ← w - α / (1 - β₁ᵗ) · m / (√v / √(1 - β₂ᵗ) + ε)
///
/// Source: Kingma and Ba, "Adam", ICLR 2015, algorithm 1: ε is added after bias correction, as PyTorch does
/// and Keras does not. Checked in `AdamGoldenTests` against PyTorch.
package struct AdamUpdate: BitwiseCopyable, Sendable {
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
  ///   - learningRate: α, above 0.
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

  /// Updates eight parameters and their moments by `gradient`.
  @inline(__always)
  func apply(
    _ gradient: SIMD8<Float>, to parameter: UnsafeMutablePointer<Float>,
    firstMoment: UnsafeMutablePointer<Float>, secondMoment: UnsafeMutablePointer<Float>
  ) {
    var (m, v) = (load8(firstMoment), load8(secondMoment))
    m.addProduct(gradient - m, SIMD8(repeating: firstRate))
    v.addProduct(gradient * gradient - v, SIMD8(repeating: secondRate))
    store8(m, to: firstMoment)
    store8(v, to: secondMoment)
    let root = SIMD8(repeating: epsilon).addingProduct(v.squareRoot(), SIMD8(repeating: secondCorrection))
    store8(load8(parameter) - m * stepSize / root, to: parameter)
  }

  /// Updates `count` parameters by kept gradients.
  ///
  /// - Precondition: `count` is a multiple of 8.
  package func apply(
    gradients: UnsafePointer<Float>, to parameters: UnsafeMutablePointer<Float>,
    firstMoments: UnsafeMutablePointer<Float>, secondMoments: UnsafeMutablePointer<Float>, count: Int
  ) {
    var index = 0
    while index < count {
      apply(
        load8(gradients + index), to: parameters + index, firstMoment: firstMoments + index,
        secondMoment: secondMoments + index)
      index += 8
    }
  }
}

/// Where a finished gradient goes: into a buffer of its own, or straight into the parameters by Adam. Both
/// give the same bits once the kept gradient is applied (`TrainingPlanPropertyTests`).
package enum GradientTarget: BitwiseCopyable {
  /// Keeps the gradient.
  case keep(UnsafeMutablePointer<Float>)
  /// Updates the parameters at `parameters`.
  case update(AdamUpdate, ParameterPointers)
}

/// A parameter tensor in a plan: its values and their moments, laid out alike.
package struct ParameterPointers: BitwiseCopyable {
  let parameters: UnsafeMutablePointer<Float>
  let firstMoments: UnsafeMutablePointer<Float>
  let secondMoments: UnsafeMutablePointer<Float>

  /// Three buffers of the same layout.
  package init(
    parameters: UnsafeMutablePointer<Float>, firstMoments: UnsafeMutablePointer<Float>,
    secondMoments: UnsafeMutablePointer<Float>
  ) {
    self.parameters = parameters
    self.firstMoments = firstMoments
    self.secondMoments = secondMoments
  }
}

extension GradientTarget {
  /// Hands over eight finished gradients at `offset` of the tensor.
  @inline(__always)
  func take(_ gradient: SIMD8<Float>, at offset: Int) {
    switch self {
    case .keep(let gradients):
      store8(gradient, to: gradients + offset)
    case .update(let adam, let tensor):
      adam.apply(
        gradient, to: tensor.parameters + offset, firstMoment: tensor.firstMoments + offset,
        secondMoment: tensor.secondMoments + offset)
    }
  }
}
