package import JSONText

extension RecognitionSettings {
  /// The settings as a file of them has them; `ExperimentDecoder` reads them back.
  package var document: JSONNode {
    .object(
      [
        (
          "window",
          .object([("duration", .number(window.duration)), ("hop", .number(window.hop))])
        ),
        ("temperature", .number(temperature)), ("median", .integer(median)), ("thresholds", thresholds.node),
        ("lowerShare", .number(lowerShare)), ("minimumDuration", .number(minimumDuration)),
        ("minimumPause", .number(minimumPause)),
      ] + (suitability.map { [("suitability", $0.node)] } ?? []))
  }

  /// ``document`` as text.
  public var text: String { document.text() }
}

extension RecognitionSettings.Thresholds {
  fileprivate var node: JSONNode {
    switch self {
    case .same(let threshold): .number(threshold)
    case .byClass(let thresholds, let otherwise):
      .object(
        [("default", .number(otherwise))]
          + thresholds.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) })
    }
  }
}

extension RecognitionSettings.Suitability {
  fileprivate var node: JSONNode {
    .object([
      ("disturbingProbability", .number(disturbingProbability)),
      ("suitableProbability", .number(suitableProbability)), ("abruptRise", .number(abruptRise)),
      ("greatestLoudness", .number(greatestLoudness)),
    ])
  }
}
