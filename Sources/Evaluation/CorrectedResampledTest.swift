/// Whether two models differ in accuracy over the folds of a cross-validation: the corrected resampled t-test.
///
/// Folds share most of their training clips, so that their differences are not independent and a plain t-test
/// finds too much. The variance of the mean is enlarged by the ratio of test to training clips:
///
///     t = d̄ / √((1/n + test/train) · s²),  n - 1 degrees of freedom
///
/// Source: Nadeau and Bengio 2003, *Inference for the generalization error*, section 4; with n folds as Bouckaert and
/// Frank 2004 use it. Checked in `TestsGoldenTests` against the formula over `scipy.stats.t`.
public struct CorrectedResampledTest: Hashable, Sendable {
  /// The mean difference, left less right.
  public let meanDifference: Double
  /// The number of folds.
  public let foldCount: Int
  /// The t interval of the mean difference, with the enlarged variance.
  public let interval: ConfidenceInterval
  /// In standard errors; infinite where all folds differ alike.
  public let t: Double
  /// The probability of a distance at least as great if the models did not differ, in 0...1.
  public let pValue: Double

  /// Below 5 folds the test is refused: so few say next to nothing about the spread.
  public static let leastFoldCount = 5

  /// The test of `left` against `right`, fold by fold, each the mean over the same seeds.
  ///
  /// - Parameters:
  ///   - testShare: Test clips of a fold divided by its training clips: 0.25 with five folds.
  ///   - level: Of the interval, in 0..<1.
  /// - Returns: Nil below ``leastFoldCount`` folds, and where no fold differs.
  /// - Precondition: Both have the same length, `testShare` is above 0, `level` in 0..<1.
  public init?(_ left: [Double], _ right: [Double], testShare: Double, level: Double = 0.95) {
    precondition(left.count == right.count, "every fold has both values")
    precondition(testShare > 0, "a fold tests on something")
    precondition((0..<1).contains(level), "a confidence level is in 0..<1")
    let differences = zip(left, right).map { $0 - $1 }
    guard differences.count >= Self.leastFoldCount, let mean = mean(of: differences),
      let deviation = standardDeviation(of: differences)
    else { return nil }
    let error = deviation * (1 / Double(differences.count) + testShare).squareRoot()
    let t = mean / error
    if t.isNaN { return nil }
    let distribution = StudentDistribution(degreesOfFreedom: Double(differences.count - 1))
    let margin = distribution.quantile((1 + level) / 2) * error
    meanDifference = mean
    foldCount = differences.count
    interval = ConfidenceInterval(lower: mean - margin, upper: mean + margin, level: level)
    self.t = t
    pValue = distribution.twoSidedPValue(t)
  }
}
