/// A mean as independent values estimate it: all that intervals and t tests of it are made of.
public struct MeanEstimate: Hashable, Sendable {
  /// The arithmetic mean.
  public let mean: Double
  /// The values' standard deviation, ddof 1; nil for one value.
  public let deviation: Double?
  /// The number of values; at least 1.
  public let count: Int

  /// The estimate from `values`; nil without any.
  public init?(_ values: [Double]) {
    guard let mean = Evaluation.mean(of: values) else { return nil }
    self.init(mean: mean, deviation: standardDeviation(of: values), count: values.count)
  }

  private init(mean: Double, deviation: Double?, count: Int) {
    self.mean = mean
    self.deviation = deviation
    self.count = count
  }

  /// The estimate that `count` values of the same mean and deviation would give; nil for one value, whose deviation
  /// nobody knows.
  ///
  /// - Precondition: `count` is at least 2.
  ///
  /// Checked in `MeanEstimateTests`.
  public func projected(toCount count: Int) -> MeanEstimate? {
    precondition(count >= 2, "a deviation takes at least two values")
    return deviation.map { MeanEstimate(mean: mean, deviation: $0, count: count) }
  }

  /// The deviation of the mean, `s / √n`; nil for one value.
  public var standardError: Double? { deviation.map { $0 / Double(count).squareRoot() } }

  /// The mean's t interval, `mean ± t((1 + level) / 2; n - 1) · s / √n`; nil for one value.
  ///
  /// - Precondition: `level` is in 0..<1.
  public func interval(level: Double = 0.95) -> ConfidenceInterval? {
    precondition((0..<1).contains(level), "a confidence level is in 0..<1")
    guard let deviation else { return nil }
    let quantile = StudentDistribution(degreesOfFreedom: Double(count - 1)).quantile((1 + level) / 2)
    let margin = quantile * deviation / Double(count).squareRoot()
    return ConfidenceInterval(lower: mean - margin, upper: mean + margin, level: level)
  }
}
