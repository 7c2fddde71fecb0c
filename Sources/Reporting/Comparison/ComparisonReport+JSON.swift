import ContentDigest
import Evaluation
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
      "experiments": .array(rows.map(\.json)), "pairs": .array(pairs.map(\.json)),
      "missing": .array(
        notes.map { .object(["problem": .string($0.problem), "command": .optional($0.command)]) }),
    ])
  }
}

extension ComparisonReport.Row {
  fileprivate var json: JSONNode {
    .object([
      "experiment": .string(subject), "measured": measurement.json, "parameters": .integer(parameterCount),
      "macs": .integer(multiplyAccumulateCount),
      "expectedCalibrationError": .optional(calibrationError),
      "validationAccuracyByFold": foldAccuracies.map { .array($0.map { .number($0) }) } ?? .null,
    ])
  }
}

extension ComparisonReport.Pair {
  fileprivate var json: JSONNode {
    .object([
      "left": .string(left), "right": .string(right), "validationAccuracy": difference.json,
      "validationAccuracyByFold": .array(foldDifferences.map { .number($0) }),
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

extension ComparisonReport.Outcome {
  fileprivate func json(_ facts: (Test) -> [(String, JSONNode)]) -> JSONNode {
    switch self {
    case .refused(let reason): .object(["refused": .string(reason)])
    case .tested(let test, let pValue, let corrected):
      .object(facts(test) + [("pValue", .number(pValue)), ("pValueHolm", .number(corrected))])
    }
  }
}
