import JSONText

extension ProtocolMeasurement {
  /// The measurement with the runs behind it.
  var json: JSONNode {
    let measured: KeyValuePairs<String, JSONNode> = [
      "folds": .array(folds.map { .integer($0) }), "seeds": .array(seeds.map { .seed($0) }),
      "runs": .array(runs.map { .string($0) }), "trainAccuracy": trainAccuracy.json,
      "validationAccuracy": validationAccuracy.json,
      "bestValidationAccuracy": bestValidationAccuracy.json,
      "validationLoss": validationLoss.json,
      "validationCrossEntropy": validationCrossEntropy.json, "seconds": seconds.json,
      "cpuSeconds": cpuSeconds.json,
    ]
    // Only where several classes may be heard at once.
    let several = [
      ("validationMacroF1", validationMacroF1), ("validationAveragePrecision", validationAveragePrecision),
    ].filter { $0.1 != nil }.map { ($0.0, $0.1.json) }
    return .object(measured.map { ($0.key, $0.value) } + several)
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
