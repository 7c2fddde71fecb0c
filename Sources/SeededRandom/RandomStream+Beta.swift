import Glibc

extension RandomStream {
  /// Returns a value from the distribution Beta(alpha, beta), in 0...1.
  ///
  /// `X / (X + Y)` of two gamma variables, taken from their logarithms: for small parameters both are often too
  /// small for a number.
  ///
  /// - Precondition: `alpha` and `beta` are in `10⁻³ ... 10⁹`.
  ///
  /// Checked in `RandomStreamDistributionTests`.
  public mutating func beta(_ alpha: Double, _ beta: Double) -> Double {
    precondition((1e-3...1e9).contains(alpha) && (1e-3...1e9).contains(beta), "Beta(\(alpha), \(beta))")
    let x = logGamma(alpha)
    let y = logGamma(beta)
    return 1 / (1 + exp(y - x))
  }

  /// Returns the logarithm of a value from the gamma distribution of this shape and scale 1.
  ///
  /// Source: Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000); below
  /// shape 1 its section 6: `G(a) = G(a + 1) · U^(1 / a)`.
  private mutating func logGamma(_ shape: Double) -> Double {
    guard shape >= 1 else { return logGamma(shape + 1) + log(1 - uniform()) / shape }
    let d = shape - 1 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      if log(1 - uniform()) < 0.5 * x * x + d - d * v + d * log(v) { return log(d) + log(v) }
    }
  }
}
