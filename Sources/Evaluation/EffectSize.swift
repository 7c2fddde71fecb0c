/// How large a difference is in units of the spread: Cohen's d.
public enum EffectSize {
  /// Returns the mean of paired differences in units of their deviation, `d̄ / s` (d_z); nil below two pairs and
  /// where all differ alike.
  ///
  /// - Precondition: Both have the same length.
  ///
  /// Source: Cohen 1988, *Statistical power analysis*, section 2.3.5. Checked in `TestsGoldenTests`.
  public static func paired(_ left: [Double], _ right: [Double]) -> Double? {
    precondition(left.count == right.count, "every value has its partner")
    let differences = zip(left, right).map { $0 - $1 }
    guard let mean = mean(of: differences), let deviation = standardDeviation(of: differences), deviation > 0
    else { return nil }
    return mean / deviation
  }

  /// Returns the difference of two groups' means in units of their pooled deviation; nil below two values in
  /// either and where neither varies.
  ///
  /// Source: Cohen 1988, section 2.2. Checked in `TestsGoldenTests`.
  public static func ofGroups(_ left: [Double], _ right: [Double]) -> Double? {
    guard let leftMean = mean(of: left), let rightMean = mean(of: right),
      let leftDeviation = standardDeviation(of: left), let rightDeviation = standardDeviation(of: right)
    else { return nil }
    let (leftCount, rightCount) = (Double(left.count - 1), Double(right.count - 1))
    let pooled =
      ((leftCount * leftDeviation * leftDeviation + rightCount * rightDeviation * rightDeviation)
      / (leftCount + rightCount)).squareRoot()
    return pooled > 0 ? (leftMean - rightMean) / pooled : nil
  }
}
