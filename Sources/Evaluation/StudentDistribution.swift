#if canImport(Glibc)
  import Glibc
#endif

/// Student's t distribution.
///
/// Source: Press et al., *Numerical Recipes* (3rd edition), 6.4 and 6.14: by the regularised incomplete beta
/// function. Checked in `StatisticsGoldenTests` against scipy.
public struct StudentDistribution: Hashable, Sendable {
  /// ν; above 0.
  public let degreesOfFreedom: Double

  /// The distribution with `degreesOfFreedom`.
  ///
  /// - Precondition: `degreesOfFreedom` is finite and above 0.
  public init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0 && degreesOfFreedom.isFinite, "degrees of freedom are above 0")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// P(T ≤ t), in 0...1; NaN where `t` is.
  public func cumulative(_ t: Double) -> Double {
    if t.isNaN { return .nan }
    return t < 0 ? upperTail(-t) : 1 - upperTail(t)
  }

  /// P(|T| ≥ |t|), in 0...1: exact far out, where `1 - cumulative` would be 0; NaN where `t` is.
  public func twoSidedPValue(_ t: Double) -> Double {
    t.isNaN ? .nan : 2 * upperTail(abs(t))
  }

  /// The t with P(T ≤ t) = `probability`.
  ///
  /// - Parameter probability: In 0...1; 0 and 1 give the infinities, all else NaN.
  public func quantile(_ probability: Double) -> Double {
    if probability == 0 { return -.infinity }
    if probability == 1 { return .infinity }
    guard probability > 0, probability < 1 else { return .nan }
    if probability < 0.5 { return -positiveQuantile(tail: probability) }
    return positiveQuantile(tail: 1 - probability)
  }

  /// P(T ≥ t) for `t` of at least 0, as half of I(ν / (ν + t²); ν/2, 1/2).
  private func upperTail(_ t: Double) -> Double {
    if t.isInfinite { return 0 }
    let ratio = t / degreesOfFreedom.squareRoot()
    let square = ratio * ratio
    return 0.5
      * regularizedIncompleteBeta(
        x: 1 / (1 + square), complement: square.isInfinite ? 1 : square / (1 + square),
        degreesOfFreedom / 2, 0.5)
  }

  /// The t above 0 with P(T ≥ t) = `tail`, by bisection to the last bit: the tail falls strictly.
  private func positiveQuantile(tail: Double) -> Double {
    var low = 0.0
    var high = 1.0
    while upperTail(high) > tail && high < 1e300 { (low, high) = (high, high * 2) }
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { return middle }
      if upperTail(middle) > tail { low = middle } else { high = middle }
    }
  }
}

/// Returns I(x; a, b), the regularised incomplete beta function.
///
/// - Parameters:
///   - x: In 0...1.
///   - complement: `1 - x`, given apart so that it keeps its digits near x = 1.
///   - a: Above 0.
///   - b: Above 0.
/// - Returns: In 0...1, about 14 digits.
func regularizedIncompleteBeta(x: Double, complement: Double, _ a: Double, _ b: Double) -> Double {
  if x <= 0 { return 0 }
  if complement <= 0 { return 1 }
  let front = exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log(complement))
  // The fraction converges fast below the mean of the distribution; above it its mirror image does.
  if x < (a + 1) / (a + b + 2) {
    return front * betaContinuedFraction(x, a, b) / a
  }
  return 1 - front * betaContinuedFraction(complement, b, a) / b
}

/// Returns the continued fraction of the incomplete beta function by Lentz' method as Thompson and Barnett
/// modified it: no term is ever divided by zero.
private func betaContinuedFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
  let tiny = 1e-300
  func nonzero(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
  var c = 1.0
  var d = 1 / nonzero(1 - (a + b) * x / (a + 1))
  var result = d
  for index in 1...10_000 {
    let m = Double(index)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / nonzero(1 + even * d)
    c = nonzero(1 + even / c)
    result *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / nonzero(1 + odd * d)
    c = nonzero(1 + odd / c)
    result *= d * c
    if abs(d * c - 1) < 1e-16 { break }
  }
  return result
}

private func logGamma(_ value: Double) -> Double {
  var sign: Int32 = 0
  return lgamma_r(value, &sign)
}
