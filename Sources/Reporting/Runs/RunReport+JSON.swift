import Evaluation
package import JSONText
import RunStore

extension RunReport {
  /// The report as JSON.
  package var node: JSONNode {
    let names = page.detail.classNames
    let own: KeyValuePairs<String, JSONNode> = [
      "title": .string(page.detail.title),
      "curves": page.curvesNode, "quality": quality?.json(names) ?? .null,
      "multiLabel": multiLabel?.json ?? .null,
    ]
    return JSONNode.object(page.detail.summary.jsonMembers + own.map { ($0.key, $0.value) })
  }
}

extension RunReport.Quality {
  private static func members(of interval: ConfidenceInterval) -> [(String, JSONNode)] {
    [
      ("lower", .number(interval.lower)), ("upper", .number(interval.upper)),
      ("level", .number(interval.level)),
    ]
  }

  /// `null` where the clips' sources are unknown or all the same.
  private var overSources: JSONNode {
    guard case .interval(let interval, let count) = accuracyOverSources else { return .null }
    return .object(Self.members(of: interval) + [("sources", .integer(count))])
  }

  fileprivate func json(_ names: [String]) -> JSONNode {
    .object([
      "accuracy": .optional(confusion.accuracy),
      "accuracyInterval": accuracyInterval.map { .object(Self.members(of: $0)) } ?? .null,
      "accuracyOverSources": overSources,
      "macroF1": .optional(confusion.macroF1), "brierScore": .number(brierScore),
      "negativeLogLikelihood": .optional(negativeLogLikelihood),
      "expectedCalibrationError": .number(calibration.expectedError),
      "calibration": .array(
        calibration.bins.map { bin in
          .object([
            "lower": .number(bin.lower), "upper": .number(bin.upper), "count": .integer(bin.count),
            "confidence": .optional(bin.confidence), "accuracy": .optional(bin.accuracy),
          ])
        }),
      "classes": .array(
        names.enumerated().map { label, name in
          .object([
            "name": .string(name), "count": .integer(confusion.exampleCount(of: label)),
            "precision": .optional(confusion.precision(of: label)),
            "recall": .optional(confusion.recall(of: label)), "f1": .optional(confusion.f1(of: label)),
          ])
        }),
      "confusion": .array(
        names.indices.map { actual in .array(names.indices.map { .integer(confusion[actual, $0]) }) }),
    ])
  }
}
