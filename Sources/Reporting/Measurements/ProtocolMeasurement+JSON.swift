import JSONText

extension ProtocolMeasurement {
  /// The measurement with the runs behind it.
  var json: JSONNode {
    .object([
      "folds": .array(folds.map { .integer($0) }), "seeds": .array(seeds.map { .seed($0) }),
      "runs": .array(runs.map { .string($0) }), "trainAccuracy": trainAccuracy.json,
      "validationAccuracy": validationAccuracy.json,
      "bestValidationAccuracy": bestValidationAccuracy.json,
      "validationLoss": validationLoss.json,
      "validationCrossEntropy": validationCrossEntropy.json, "seconds": seconds.json,
      "cpuSeconds": cpuSeconds.json,
    ])
  }
}

extension Spread? {
  /// The means and deviations; `null` where nothing was measured.
  var json: JSONNode {
    guard let self else { return .null }
    return .object([
      "mean": .optional(self.mean), "seedDeviation": .optional(self.seedDeviation),
      "foldDeviation": .optional(self.foldDeviation),
    ])
  }
}
