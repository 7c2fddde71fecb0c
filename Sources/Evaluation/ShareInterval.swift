extension ConfidenceInterval {
  /// Returns Wilson's interval of the share that `successes` of `count` are a sample of.
  ///
  ///     (p̂ + z² / 2n ± z √(p̂ (1 - p̂) / n + z² / 4n²)) / (1 + z² / n)
  ///
  /// It stays within 0...1 and holds up at few examples and at shares near the ends, where the normal interval
  /// does not.
  ///
  /// - Parameters:
  ///   - successes: In `0...count`.
  ///   - count: Independent examples.
  ///   - level: In 0..<1.
  /// - Returns: Nil without examples.
  /// - Precondition: `successes` is in `0...count`, `level` in 0..<1.
  ///
  /// Source: Wilson 1927, *Probable inference, the law of succession, and statistical inference*. Checked in
  /// `IntervalsGoldenTests` against `scipy.stats.binomtest(...).proportion_ci(method="wilson")`.
  public static func ofShare(
    successes: Int, of count: Int, level: Double = 0.95
  ) -> ConfidenceInterval? {
    precondition((0..<1).contains(level), "a confidence level is in 0..<1")
    precondition(successes >= 0 && successes <= count, "\(successes) of \(count) is no share")
    if count == 0 { return nil }
    let n = Double(count)
    let share = Double(successes) / n
    let z = NormalDistribution.quantile((1 + level) / 2)
    let centre = share + z * z / (2 * n)
    let margin = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    return ConfidenceInterval(
      lower: successes == 0 ? 0 : (centre - margin) / scale,
      upper: successes == count ? 1 : (centre + margin) / scale, level: level)
  }
}
