import ContentDigest
import Evaluation
import ExperimentSchema
package import JSONText
import RunStore

extension HistoryReport {
  /// The report as JSON.
  package var node: JSONNode {
    JSONNode.object([
      "title": .string(title), "remedy": .optional(remedy), "tables": .array(tables.map(\.json)),
    ])
  }
}

extension HistoryReport.CorpusTable {
  fileprivate var json: JSONNode {
    .object([
      "corpus": .object([
        "name": .string(corpus.name), "digest": .string(corpus.digest.hexadecimal),
        "classes": .array(corpus.classNames.map { .string($0) }), "clips": .integer(corpus.clipCount),
        "folds": .array(corpus.folds.map { .integer($0) }),
      ]),
      "generations": .array(rows.map(\.json)),
      "spanningClaims": .array(spanningClaims.map(\.json)),
      "missing": .array(
        notes.map { note in
          .object([
            "experiments": .array(note.experiments.map { .string($0) }), "problem": .string(note.problem),
            "command": .optional(note.command),
          ])
        }),
    ])
  }
}

extension HistoryReport.Row {
  fileprivate var json: JSONNode {
    .object([
      "experiment": .string(experiment), "title": .string(title),
      "architecture": .string(architecture.rawValue), "loss": .string(loss.rawValue),
      "lossUnit": .string(loss.unit), "claims": .array(claims.map(\.json)),
      "documentedProtocol": documented?.json ?? .null, "allFolds": allFolds?.json ?? .null,
      "parameters": .optional(parameterCount), "macs": .optional(multiplyAccumulateCount),
      "curves": .object([
        "train.accuracy": .array(trainCurve.map { .number($0.mean) }),
        "validation.accuracy": .array(validationCurve.map { .number($0.mean) }),
      ]),
      "multiLabel": multiLabel?.json ?? .null,
    ])
  }
}
