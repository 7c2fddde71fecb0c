import Glibc

/// The standard normal distribution, between two ends.
enum NormalDensity {
  /// `ln √(2π)`.
  static let logRootTwoPi = 0.918_938_533_204_672_7

  /// Returns the logarithm of the probability between `lower` and `upper`; of intervals so far out that it is too small
  /// for a number, of the density in their middle times their length.
  static func logMass(from lower: Double, to upper: Double) -> Double {
    // Of the two tails the small one: differences of values near 1 would lose their digits.
    let (near, far) = lower > 0 ? (lower, upper) : upper < 0 ? (-upper, -lower) : (lower, upper)
    let root = 0.5.squareRoot()
    let mass = 0.5 * (erfc(near * root) - erfc(far * root))
    if mass > 1e-290 { return log(mass) }
    let middle = 0.5 * (lower + upper)
    return -0.5 * middle * middle - logRootTwoPi + log(upper - lower)
  }
}
