public import ExperimentSchema

/// The first epoch in which two recordings of a training part, and the first metric of it that does.
///
/// Numbers are compared by their bits, as the store keeps them: -0 is 0, and NaN is NaN. Checked in
/// `EpochDivergenceTests`.
public struct EpochDivergence: Hashable, Sendable {
  /// The epoch, from 1.
  public var epoch: Int
  /// The metric.
  public var metric: MetricName
  /// What the one recording has.
  public var first: Double
  /// What the other has.
  public var second: Double

  /// A divergence of these parts.
  public init(epoch: Int, metric: MetricName, first: Double, second: Double) {
    self.epoch = epoch
    self.metric = metric
    self.first = first
    self.second = second
  }

  /// Where `first` and `second`, the same epoch of two recordings, part; nil where all metrics that both have are
  /// equal.
  public init?(_ first: EpochRecord, _ second: EpochRecord) {
    for point in first.metrics {
      guard let other = second.metrics.first(where: { $0.metric == point.metric }),
        Self.storedBits(of: point.value) != Self.storedBits(of: other.value)
      else { continue }
      self.init(epoch: first.epoch, metric: point.metric, first: point.value, second: other.value)
      return
    }
    return nil
  }

  /// Where two recordings part, over the epochs that both have; nil where they do not.
  ///
  /// - Parameters:
  ///   - first: Epochs in order, from 1 without a gap.
  ///   - second: The same of the other.
  public static func first(between first: [EpochRecord], and second: [EpochRecord]) -> EpochDivergence? {
    for (one, other) in zip(first, second) {
      if let divergence = EpochDivergence(one, other) { return divergence }
    }
    return nil
  }

  /// The bits of `value` as the store keeps it.
  public static func storedBits(of value: Double) -> UInt64 {
    if value.isNaN { return Double.nan.bitPattern }
    return value == 0 ? 0 : value.bitPattern
  }

  /// The bits of `value` as people compare them: `0x3FD5555555555555`.
  public static func hexadecimal(_ value: Double) -> String {
    let digits = String(storedBits(of: value), radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: 16 - digits.count) + digits
  }
}
