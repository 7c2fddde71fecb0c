public import ExperimentSchema

/// One measured number.
public struct MetricValue: Hashable, Sendable {
  /// What was measured.
  public var metric: MetricName
  /// The number, kept to the bit; NaN and the infinities are stored as such, and -0 as 0.
  public var value: Double

  /// `metric` measured as `value`.
  public init(_ metric: MetricName, _ value: Double) {
    self.metric = metric
    self.value = value
  }
}
