/// A number that tells of a sequence of numbers, such as those of a mel band over time.
///
/// Source: NumPy's functions of those names at their defaults, `scipy.stats.skew` and `kurtosis` (Fisher's, both
/// biased); where all numbers are equal these two are 0. Checked in `SummaryStatisticGoldenTests`.
public enum SummaryStatistic: Hashable, Sendable {
  case mean
  /// The population's.
  case standardDeviation
  case minimum
  case maximum
  case median
  /// The value below which so many of a hundred lie, in 0...100, between neighbours in proportion.
  case percentile(Int)
  /// The third central moment over the third power of the deviation.
  case skewness
  /// The fourth central moment over the fourth power of the deviation, less 3.
  case kurtosis

  /// Returns the statistic of `values`; at least one.
  ///
  /// - Parameter sorted: The same, ascending; used by those that need it so.
  func apply(to values: [Double], sorted: [Double]) -> Double {
    switch self {
    case .mean: values.mean
    case .standardDeviation: values.deviation
    case .minimum: sorted[0]
    case .maximum: sorted[sorted.count - 1]
    case .median: sorted.sortedPercentile(0.5)
    case .percentile(let percent): sorted.sortedPercentile(Double(percent) / 100)
    case .skewness: Self.standardizedMoment(3, of: values) ?? 0
    case .kurtosis: Self.standardizedMoment(4, of: values).map { $0 - 3 } ?? 0
    }
  }

  /// Whether the statistic needs its numbers in order.
  var needsOrder: Bool {
    switch self {
    case .minimum, .maximum, .median, .percentile: true
    case .mean, .standardDeviation, .skewness, .kurtosis: false
    }
  }

  /// The central moment over that power of the deviation; nil where rounding alone makes a deviation.
  private static func standardizedMoment(_ power: Int, of values: [Double]) -> Double? {
    let variance = values.centralMoment(2)
    let rounding = Double.ulpOfOne * values.mean
    guard variance > rounding * rounding else { return nil }
    let deviation = variance.squareRoot()
    return values.centralMoment(power) / (1...power).reduce(1) { product, _ in product * deviation }
  }
}

extension SummaryStatistic: RawRepresentable, Codable {
  /// The name in files: `mean`, `percentile90`.
  public var rawValue: String {
    switch self {
    case .mean: "mean"
    case .standardDeviation: "standardDeviation"
    case .minimum: "minimum"
    case .maximum: "maximum"
    case .median: "median"
    case .percentile(let percent): "percentile\(percent)"
    case .skewness: "skewness"
    case .kurtosis: "kurtosis"
    }
  }

  /// The statistic of a name; nil where there is none.
  public init?(rawValue: String) {
    let named: [SummaryStatistic] = [
      .mean, .standardDeviation, .minimum, .maximum, .median, .skewness, .kurtosis,
    ]
    if let statistic = named.first(where: { $0.rawValue == rawValue }) {
      self = statistic
      return
    }
    guard rawValue.hasPrefix("percentile"), let percent = Int(rawValue.dropFirst("percentile".count)),
      0...100 ~= percent, rawValue == "percentile\(percent)"
    else { return nil }
    self = .percentile(percent)
  }
}

extension [SummaryStatistic] {
  /// Returns these statistics of each row of `values`, `[statistic, row]`.
  ///
  /// - Parameters:
  ///   - values: `[row, frame]`, row-major.
  ///   - frameCount: At least 1.
  /// - Returns: `[statistic, row]`, row-major.
  public func apply(to values: [Float], frameCount: Int) -> [Float] {
    let rowCount = values.count / frameCount
    let needsOrder = contains(where: \.needsOrder)
    var results = [Float](repeating: 0, count: count * rowCount)
    for row in 0..<rowCount {
      let series = values[row * frameCount..<(row + 1) * frameCount].map(Double.init)
      let sorted = needsOrder ? series.sorted() : []
      for (index, statistic) in enumerated() {
        results[index * rowCount + row] = Float(statistic.apply(to: series, sorted: sorted))
      }
    }
    return results
  }
}
