package import JSONText
import Recognition

extension HeardRecording {
  /// What is heard as JSON: the one form of `earshot listen --json` and of the web's answers.
  ///
  /// Every key is always there; what is not known is null. Times are in seconds, shares and probabilities in 0...1, all
  /// rounded to six digits behind the point.
  package var json: JSONNode {
    .object([
      "file": .string(file), "duration": .rounded(duration), "events": .array(events.map(\.json)),
      "scene": scene.json, "suitability": suitability?.json ?? .null, "model": card.json,
    ])
  }

  /// ``json`` as a line of text.
  public var jsonText: String { json.compactText() }
}

extension HeardEvent {
  fileprivate var json: JSONNode {
    .object([
      "class": .string(className), "onset": .rounded(onset), "offset": .rounded(offset),
      "confidence": .rounded(confidence), "suitability": suitability?.json ?? .null,
    ])
  }
}

extension SceneEstimate {
  fileprivate var json: JSONNode {
    .object([
      "name": scene.map { .string($0) } ?? .null,
      "shares": .array(shares.map { .object(["scene": .string($0.scene), "share": .rounded($0.share)]) }),
    ])
  }
}

extension SuitabilityJudgement {
  fileprivate var json: JSONNode {
    .object([
      "verdict": .string(verdict.rawValue), "explanation": .string(explanation),
      "reasons": .array(reasons.map { .string($0.description) }),
      "disturbingProbability": .rounded(evidence.disturbingProbability),
      "rise": evidence.rise.map { .rounded($0) } ?? .null,
      "loudness": evidence.loudness.map { .rounded($0) } ?? .null,
    ])
  }
}

extension ModelCard {
  /// The card as JSON.
  package var json: JSONNode {
    .object([
      "name": .string(name), "run": run.map { .string($0) } ?? .null,
      "classes": .array(classNames.map { .string($0) }), "heldOut": heldOut?.json ?? .null,
      "credits": credits.map { .string($0) } ?? .null,
    ])
  }
}

extension ModelCard.HeldOut {
  fileprivate var json: JSONNode {
    .object([
      "accuracy": .rounded(accuracy), "clips": clipCount.map { .integer($0) } ?? .null,
      "corpus": .string(corpus), "folds": .array(folds.map { .integer($0) }),
    ])
  }
}

extension JSONNode {
  fileprivate static func rounded(_ number: Double) -> JSONNode {
    .number((number * 1e6).rounded() / 1e6)
  }
}
