/// The norm of all gradients together, and what they are multiplied by to bound it.
///
/// Squares are summed in double precision over blocks of ``blockCount`` values, eight lanes each, and the
/// blocks' sums in their order: the bits do not depend on who sums which block.
package enum GradientNorm {
  /// Values of a block; a multiple of 8.
  package static let blockCount = 4096

  /// Returns the sum of the squares of `count` gradients.
  ///
  /// - Precondition: `count` is a multiple of 8.
  package static func sumOfSquares(_ gradients: UnsafePointer<Float>, count: Int) -> Double {
    var sums = SIMD8<Double>.zero
    for offset in stride(from: 0, to: count, by: 8) {
      let values = SIMD8<Double>(load8(gradients + offset))
      sums.addProduct(values, values)
    }
    return sums.sum()
  }

  /// Returns `min(1, threshold / (norm + 10⁻⁶))`; NaN where the norm is not a number.
  ///
  /// Source: PyTorch's `clip_grad_norm_`. Checked in `OptimizerGoldenTests`.
  package static func scale(sumOfSquares: Double, threshold: Double) -> Float {
    let factor = threshold / (sumOfSquares.squareRoot() + 1e-6)
    return factor < 1 || factor.isNaN ? Float(factor) : 1
  }
}
