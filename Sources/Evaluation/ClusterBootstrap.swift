extension ConfidenceInterval {
  /// Returns the percentile bootstrap interval of a statistic of examples that come in clusters: the recordings that
  /// clips were cut from.
  ///
  /// Whole clusters are drawn with replacement, as many as there are, so that clips of one recording stay together:
  /// drawn singly they would count as independent and the interval come out too narrow.
  ///
  /// - Parameters:
  ///   - clusters: The cluster of each example, by any number.
  ///   - resampleCount: How often clusters are drawn; at least 1.
  ///   - level: In 0..<1.
  ///   - random: Draws the clusters; equal generators give equal intervals.
  ///   - statistic: Of the examples drawn, by their indices, each as often as it was drawn; NaN is left out.
  /// - Returns: Nil below two clusters, and where no resample has a statistic.
  /// - Complexity: O(resamples × examples), and the statistic's.
  ///
  /// Source: Efron and Tibshirani 1993, *An introduction to the bootstrap*, section 13.3; quantiles interpolated as
  /// NumPy does. Checked in `ClusterBootstrapTests` against the exact distribution of small cases.
  public static func bootstrap(
    clusters: [Int], resampleCount: Int = 2000, level: Double = 0.95,
    using random: inout some RandomNumberGenerator, statistic: (_ examples: [Int]) -> Double
  ) -> ConfidenceInterval? {
    precondition((0..<1).contains(level), "a confidence level is in 0..<1")
    precondition(resampleCount >= 1, "at least one resample")
    var places: [Int: Int] = [:]
    var members: [[Int]] = []
    for (example, cluster) in clusters.enumerated() {
      if let place = places[cluster] {
        members[place].append(example)
      } else {
        places[cluster] = members.count
        members.append([example])
      }
    }
    guard members.count >= 2 else { return nil }
    var statistics: [Double] = []
    statistics.reserveCapacity(resampleCount)
    var drawn: [Int] = []
    for _ in 0..<resampleCount {
      drawn.removeAll(keepingCapacity: true)
      for _ in members.indices { drawn += members[Int.random(in: members.indices, using: &random)] }
      let value = statistic(drawn)
      if !value.isNaN { statistics.append(value) }
    }
    statistics.sort()
    guard let lower = quantile((1 - level) / 2, ofSorted: statistics),
      let upper = quantile((1 + level) / 2, ofSorted: statistics)
    else { return nil }
    return ConfidenceInterval(lower: lower, upper: upper, level: level)
  }
}

/// Returns the value below which a share of `values` lies, interpolated between the two nearest: NumPy's "linear".
///
/// - Parameter values: Ascending, no NaN.
/// - Returns: Nil without values.
/// - Precondition: `share` is in 0...1.
///
/// Checked in `IntervalsGoldenTests` against `numpy.quantile`.
public func quantile(_ share: Double, ofSorted values: [Double]) -> Double? {
  precondition((0...1).contains(share), "a share is in 0...1")
  if values.isEmpty { return nil }
  let place = share * Double(values.count - 1)
  let below = Int(place)
  let above = Swift.min(below + 1, values.count - 1)
  return values[below] + (place - Double(below)) * (values[above] - values[below])
}
