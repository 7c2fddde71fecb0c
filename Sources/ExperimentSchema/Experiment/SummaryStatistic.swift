import JSONText

/// A number that tells of a sequence of numbers, such as those of a mel band over time.
public enum SummaryStatistic: Hashable, Sendable {
  case mean, standardDeviation, minimum, maximum, median, skewness, kurtosis
  /// The value below which so many of a hundred lie.
  case percentile(Int)

  /// Those whose name is all there is to them.
  static let named: [(name: String, statistic: SummaryStatistic)] = [
    ("mean", .mean), ("standardDeviation", .standardDeviation), ("minimum", .minimum), ("maximum", .maximum),
    ("median", .median), ("skewness", .skewness), ("kurtosis", .kurtosis),
  ]

  /// The name in files: `mean`, `percentile90`.
  public var name: String {
    if case .percentile(let percent) = self { return "percentile\(percent)" }
    return Self.named.first { $0.statistic == self }?.name ?? ""
  }
}

extension Form where Value == SummaryStatistic {
  /// The name of a statistic; `percentile0` to `percentile100` are 101 of them.
  static var summaryStatistic: Form {
    let names = SummaryStatistic.named.map(\.name)
    return Form(
      schema: .object([
        "anyOf": .array([
          .object(["enum": .array(names.map { .string($0) })]),
          .object([
            "type": .string("string"), "pattern": .string("^percentile(0|[1-9][0-9]?|100)$"),
          ]),
        ])
      ]), placeholder: .mean
    ) { node, path, problems in
      if let text = node.string {
        if let known = SummaryStatistic.named.first(where: { $0.name == text }) { return known.statistic }
        let digits = text.dropFirst("percentile".count)
        if text.hasPrefix("percentile"), let percent = Int(digits), 0...100 ~= percent,
          digits == "\(percent)"
        {
          return .percentile(percent)
        }
      }
      problems.noteChoice(node, path, among: names + ["percentile0 to percentile100"])
      return .mean
    }
  }
}
