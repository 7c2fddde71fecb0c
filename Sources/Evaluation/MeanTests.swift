/// Whether a mean differs from a value: Student's t test, two-sided.
public struct MeanTest: Hashable, Sendable {
  /// The mean's distance from the value, in standard errors; infinite where all values are equal.
  public var t: Double
  /// n - 1.
  public var degreesOfFreedom: Double
  /// The probability of a distance at least as great if the value were the mean, in 0...1.
  public var pValue: Double

  /// Tests whether the mean that `values` are drawn from is `expected`.
  ///
  /// - Returns: Nil below two values, and where all values equal `expected`: 0 / 0 says nothing.
  ///
  /// Checked in `StatisticsGoldenTests` against `scipy.stats.ttest_1samp`.
  public init?(_ values: [Double], expected: Double) {
    guard let estimate = MeanEstimate(values) else { return nil }
    self.init(estimate, expected: expected)
  }

  /// Tests whether the mean that `estimate` is of is `expected`.
  ///
  /// - Returns: Nil for one value, and where all values equal `expected`.
  public init?(_ estimate: MeanEstimate, expected: Double) {
    guard let error = estimate.standardError else { return nil }
    let t = (estimate.mean - expected) / error
    if t.isNaN { return nil }
    self.t = t
    degreesOfFreedom = Double(estimate.count - 1)
    pValue = StudentDistribution(degreesOfFreedom: degreesOfFreedom).twoSidedPValue(t)
  }
}

/// How two measurements of the same units differ, unit by unit.
public struct PairedDifference: Hashable, Sendable {
  /// The mean of `left - right`.
  public var mean: Double
  /// The number of pairs.
  public var count: Int
  /// The t interval of the mean difference; nil for one pair.
  public var interval: ConfidenceInterval?
  /// Of the two-sided paired t test; nil for one pair, and where no pair differs.
  public var pValue: Double?

  /// The difference of `left` and `right`, pair by pair.
  ///
  /// - Returns: Nil without pairs.
  /// - Precondition: Both have the same length; `level` is in 0..<1.
  ///
  /// Checked in `StatisticsGoldenTests` against `scipy.stats.ttest_rel`.
  public init?(_ left: [Double], _ right: [Double], level: Double = 0.95) {
    precondition(left.count == right.count, "every value has its partner")
    let differences = zip(left, right).map { $0 - $1 }
    guard let mean = Evaluation.mean(of: differences) else { return nil }
    self.mean = mean
    count = differences.count
    interval = ConfidenceInterval.ofMean(differences, level: level)
    pValue = MeanTest(differences, expected: 0)?.pValue
  }
}

/// Returns the p-values of a family of tests corrected so that the chance of any false alarm is kept: the
/// `k`-th smallest of `m` becomes the greatest of `(m - i + 1) · p(i)` for `i ≤ k`, at most 1.
///
/// - Parameter pValues: In 0...1, in any order.
/// - Returns: The corrected values, in the same order.
/// - Complexity: O(m log m).
///
/// Source: Holm 1979, *A simple sequentially rejective multiple test procedure*. Checked in
/// `StatisticsGoldenTests` against statsmodels' definition, restated in the script.
public func holmCorrected(_ pValues: [Double]) -> [Double] {
  var corrected = pValues
  var greatest = 0.0
  let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
  for (rank, index) in order.enumerated() {
    greatest = max(greatest, min(1, Double(pValues.count - rank) * pValues[index]))
    corrected[index] = greatest
  }
  return corrected
}
