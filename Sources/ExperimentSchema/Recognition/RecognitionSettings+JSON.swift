package import JSONText

extension RecognitionSettings {
  /// The settings as a file of them has them; `ExperimentDecoder` reads them back.
  package var document: JSONNode {
    var members: [(String, JSONNode)] = [
      ("window", .object([("duration", .number(window.duration)), ("hop", .number(window.hop))]))
    ]
    if let fittedTo { members.append(("fittedTo", .string(fittedTo))) }
    members.append(("temperature", .number(temperature)))
    if let reject { members.append(("reject", reject.node)) }
    if let floor { members.append(("floor", floor.node)) }
    members += [
      ("median", .integer(median)), ("thresholds", thresholds.node), ("lowerShare", .number(lowerShare)),
      ("minimumDuration", .number(minimumDuration)), ("minimumPause", .number(minimumPause)),
    ]
    if let suitability { members.append(("suitability", suitability.node)) }
    return .object(members)
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

extension RecognitionSettings.Reject {
  fileprivate var node: JSONNode {
    .object([
      ("leastProbability", .number(leastProbability)), ("greatestDistance", .number(greatestDistance)),
      ("margin", .number(margin)),
    ])
  }
}

extension RecognitionSettings.Floor {
  fileprivate var node: JSONNode {
    .object([
      ("quietShare", .number(quietShare)), ("greatestLevel", .number(greatestLevel)),
      ("margin", .number(margin)),
    ])
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
