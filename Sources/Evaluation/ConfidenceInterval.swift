/// A range that holds the true value in a given share of repetitions.
public struct ConfidenceInterval: Hashable, Sendable {
  /// Its lower end.
  public var lower: Double
  /// Its upper end.
  public var upper: Double
  /// The share of repetitions, such as 0.95.
  public var level: Double

  /// The interval from `lower` to `upper` at `level`.
  public init(lower: Double, upper: Double, level: Double) {
    self.lower = lower
    self.upper = upper
    self.level = level
  }

  /// Whether the whole interval lies in `range`.
  public func isWithin(_ range: ClosedRange<Double>) -> Bool {
    range.lowerBound <= lower && upper <= range.upperBound
  }

  /// Whether the interval and `range` have no point in common.
  public func isOutside(_ range: ClosedRange<Double>) -> Bool {
    upper < range.lowerBound || lower > range.upperBound
  }

  /// Returns the t interval of the mean that `values` are drawn from:
  /// `mean ± t((1 + level) / 2; n - 1) · s / √n`.
  ///
  /// - Parameters:
  ///   - values: Independent values.
  ///   - level: In 0..<1.
  /// - Returns: Nil below two values; of no width where all values are equal.
  /// - Precondition: `level` is in 0..<1.
  ///
  /// Checked in `StatisticsGoldenTests` against `scipy.stats.t.interval`.
  public static func ofMean(_ values: [Double], level: Double = 0.95) -> ConfidenceInterval? {
    precondition((0..<1).contains(level), "a confidence level is in 0..<1")
    return MeanEstimate(values)?.interval(level: level)
  }
}
