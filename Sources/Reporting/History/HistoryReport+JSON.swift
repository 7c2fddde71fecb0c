import ContentDigest
import Evaluation
import ExperimentSchema
import RunStore

extension HistoryReport {
  /// The report as a JSON document: stable keys, every digit, `null` for what was not measured.
  public var json: String {
    JSONValue.object([
      "title": .string(title), "remedy": .optional(remedy), "tables": .array(tables.map(\.jsonValue)),
    ]).text
  }
}

extension HistoryReport.CorpusTable {
  fileprivate var jsonValue: JSONValue {
    .object([
      "corpus": .object([
        "name": .string(corpus.name), "digest": .string(corpus.digest.hexadecimal),
        "classes": .array(corpus.classNames.map { .string($0) }), "clips": .integer(corpus.clipCount),
        "folds": .array(corpus.folds.map { .integer($0) }),
      ]),
      "generations": .array(rows.map(\.jsonValue)),
      "spanningClaims": .array(spanningClaims.map(\.jsonValue)),
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
  fileprivate var jsonValue: JSONValue {
    .object([
      "experiment": .string(experiment), "title": .string(title),
      "architecture": .string(architecture.rawValue), "loss": .string(loss.rawValue),
      "lossUnit": .string(loss.unit), "claims": .array(claims.map(\.jsonValue)),
      "documentedProtocol": documented?.jsonValue ?? .null, "allFolds": allFolds?.jsonValue ?? .null,
      "parameters": .optional(parameterCount), "macs": .optional(multiplyAccumulateCount),
      "curves": .object([
        "train.accuracy": .array(trainCurve.map { .optional($0.value) }),
        "validation.accuracy": .array(validationCurve.map { .optional($0.value) }),
      ]),
    ])
  }
}

extension ProtocolMeasurement {
  fileprivate var jsonValue: JSONValue {
    .object([
      "folds": .array(folds.map { .integer($0) }), "seeds": .array(seeds.map { .seed($0) }),
      "runs": .array(runs.map { .string($0) }), "trainAccuracy": trainAccuracy.jsonValue,
      "validationAccuracy": validationAccuracy.jsonValue,
      "bestValidationAccuracy": bestValidationAccuracy.jsonValue,
      "validationLoss": validationLoss.jsonValue,
      "validationCrossEntropy": validationCrossEntropy.jsonValue, "seconds": seconds.jsonValue,
      "cpuSeconds": cpuSeconds.jsonValue,
    ])
  }
}

extension Spread? {
  fileprivate var jsonValue: JSONValue {
    guard let self else { return .null }
    return .object([
      "mean": .optional(self.mean), "seedDeviation": .optional(self.seedDeviation),
      "foldDeviation": .optional(self.foldDeviation),
    ])
  }
}

extension JudgedClaim {
  fileprivate var jsonValue: JSONValue {
    .object([
      "id": .string(claim.id), "metric": .string(claim.metric), "statement": .string(claim.sentence),
      "claimedValue": .optional(claimedValue), "tolerance": .number(claim.tolerance),
      "corpus": .string(claim.corpus), "protocol": .string(claim.protocolName),
      "source": .string(claim.source), "verdict": .string(verdict.rawValue),
      "accepted": .optional(claim.accepted?.rawValue), "reason": .string(reason),
      "evidence": .array(
        evidence.map { item in
          .object([
            "subject": .string(item.subject), "mean": .optional(item.mean),
            "seeds": .integer(item.seedCount), "lower": .optional(item.interval?.lower),
            "upper": .optional(item.interval?.upper), "level": .optional(item.interval?.level),
            "pValue": .optional(item.pValue),
          ])
        }),
    ])
  }
}
