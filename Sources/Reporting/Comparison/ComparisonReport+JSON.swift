import ContentDigest
import Evaluation
import ExperimentSchema
package import JSONText
import RunStore

extension ComparisonReport {
  /// The comparison as JSON.
  package var node: JSONNode {
    JSONNode.object([
      "subjects": .array(subjects.map { .string($0) }), "remedy": .optional(remedy),
      "tables": .array(tables.map(\.json)),
    ])
  }
}

extension ComparisonReport.CorpusTable {
  fileprivate var json: JSONNode {
    .object([
      "corpus": .object(["name": .string(corpus.name), "digest": .string(corpus.digest.hexadecimal)]),
      "folds": .array(folds.map { .integer($0) }), "seeds": .array(seeds.map { .seed($0) }),
      "metric": .string(metric.description),
      "experiments": .array(rows.map { $0.json(metric) }), "pairs": .array(pairs.map { $0.json(metric) }),
      "missing": .array(
        notes.map { .object(["problem": .string($0.problem), "command": .optional($0.command)]) }),
    ])
  }
}

extension ComparisonReport.Row {
  fileprivate func json(_ metric: MetricName) -> JSONNode {
    .object([
      "experiment": .string(subject), "measured": measurement.json, "parameters": .integer(parameterCount),
      "macs": .integer(multiplyAccumulateCount),
      "expectedCalibrationError": .optional(calibrationError),
      "\(metric.member)ByFold": foldValues.map { .array($0.map { .number($0) }) } ?? .null,
    ])
  }
}

extension ComparisonReport.Pair {
  fileprivate func json(_ metric: MetricName) -> JSONNode {
    .object([
      "left": .string(left), "right": .string(right), "\(metric.member)": difference.json,
      "\(metric.member)ByFold": .array(foldDifferences.map { .number($0) }),
      "bestValidationAccuracy": .optional(bestDifference), "effectSize": .optional(effectSize),
      "correctedResampledTest": resampled.json { test in
        [
          ("t", .number(test.t)), ("folds", .integer(test.foldCount)),
          ("lower", .number(test.interval.lower)), ("upper", .number(test.interval.upper)),
          ("level", .number(test.interval.level)),
        ]
      },
      "mcNemar": mcNemar.json { test in
        [("leftOnly", .integer(test.leftOnly)), ("rightOnly", .integer(test.rightOnly))]
      },
    ])
  }
}

extension MetricName {
  /// The metric as a member is called: `validationAccuracy`.
  fileprivate var member: String { split.rawValue + name.prefix(1).uppercased() + name.dropFirst() }
}

extension ComparisonReport.Outcome {
  fileprivate func json(_ facts: (Test) -> [(String, JSONNode)]) -> JSONNode {
    switch self {
    case .refused(let reason): .object(["refused": .string(reason)])
    case .tested(let test, let pValue, let corrected):
      .object(facts(test) + [("pValue", .number(pValue)), ("pValueHolm", .number(corrected))])
    }
  }
}
