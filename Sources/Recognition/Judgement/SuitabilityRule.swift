/// When a sound suits children: the bounds that decide, on two axes that are never one number.
///
/// By meaning: how likely it is of a class that the taxonomy calls disturbing. By sound: how loud it is, where anyone
/// said how it is played, and how abruptly it rises. Checked in `SuitabilityTests`.
public struct SuitabilityRule: Sendable, Hashable {
  /// From this probability of a disturbing class on a sound is disturbing, in 0...1.
  public var disturbingProbability: Double
  /// Below this one it is suitable, in 0...1; in between nobody but an adult decides.
  public var suitableProbability: Double
  /// A rise of so many dB within 20 ms over the half second before is a fright.
  public var abruptRise: Double
  /// Louder than this is too loud, in LUFS as it is played.
  public var greatestLoudness: Double

  /// Bounds; the probabilities are those of the study that the taxonomy's axes come from.
  public init(
    disturbingProbability: Double = 0.5, suitableProbability: Double = 0.05, abruptRise: Double = 40,
    greatestLoudness: Double = -10
  ) {
    self.disturbingProbability = disturbingProbability
    self.suitableProbability = suitableProbability
    self.abruptRise = abruptRise
    self.greatestLoudness = greatestLoudness
  }

  /// Judges a sound.
  public func judge(_ evidence: SuitabilityEvidence) -> SuitabilityJudgement {
    var reasons: [SuitabilityJudgement.Reason] = []
    let probability = evidence.disturbingProbability
    if probability >= disturbingProbability {
      reasons.append(.likelyDisturbing(probability))
    } else if probability >= suitableProbability {
      reasons.append(.perhapsDisturbing(probability))
    }
    if evidence.isUnlikeClasses { reasons.append(.unlikeClasses) }
    if let rise = evidence.rise, rise >= abruptRise { reasons.append(.abrupt(rise)) }
    if let loudness = evidence.loudness, loudness > greatestLoudness { reasons.append(.loud(loudness)) }
    let verdict: SuitabilityJudgement.Verdict =
      reasons.contains(where: \.isDecisive) ? .disturbing : reasons.isEmpty ? .suitable : .uncertain
    return SuitabilityJudgement(
      verdict: verdict, evidence: evidence,
      reasons: reasons.isEmpty
        ? [.nothingDisturbing(probability, isLoudnessKnown: evidence.loudness != nil)] : reasons)
  }
}

/// What is known of a sound that may disturb.
public struct SuitabilityEvidence: Sendable, Hashable {
  /// How likely it is of a class that disturbs, in 0...1.
  public var disturbingProbability: Double
  /// Whether it is like none of the classes that are known, so that its meaning is not.
  public var isUnlikeClasses: Bool
  /// The greatest rise within 20 ms over the half second before, in dB; nil where it was not measured.
  public var rise: Double?
  /// How loud it is as played, in LUFS; nil where nobody said how it is played.
  public var loudness: Double?

  /// Evidence of its parts.
  public init(
    disturbingProbability: Double, isUnlikeClasses: Bool = false, rise: Double? = nil,
    loudness: Double? = nil
  ) {
    self.disturbingProbability = disturbingProbability
    self.isUnlikeClasses = isUnlikeClasses
    self.rise = rise
    self.loudness = loudness
  }
}

/// Whether a sound suits children, and why.
public struct SuitabilityJudgement: Sendable, Hashable {
  /// The answer.
  public enum Verdict: String, Sendable, Hashable, CaseIterable, Codable {
    case suitable, disturbing
    /// An adult decides.
    case uncertain
  }

  /// What speaks for the verdict.
  public enum Reason: Sendable, Hashable {
    case likelyDisturbing(Double)
    case perhapsDisturbing(Double)
    case unlikeClasses
    case abrupt(Double)
    case loud(Double)
    case nothingDisturbing(Double, isLoudnessKnown: Bool)

    /// Whether it alone makes a sound disturbing.
    var isDecisive: Bool {
      switch self {
      case .likelyDisturbing, .abrupt, .loud: true
      case .perhapsDisturbing, .unlikeClasses, .nothingDisturbing: false
      }
    }
  }

  /// The answer.
  public let verdict: Verdict
  /// What it was judged by.
  public let evidence: SuitabilityEvidence
  /// Why; at least one.
  public let reasons: [Reason]
}

extension SuitabilityJudgement.Reason: CustomStringConvertible {
  /// The reason as a part of a sentence.
  public var description: String {
    switch self {
    case .likelyDisturbing(let probability): "it is probably of a disturbing class (\(percent(probability)))"
    case .perhapsDisturbing(let probability): "it may be of a disturbing class (\(percent(probability)))"
    case .unlikeClasses: "it is unlike all classes that are known"
    case .abrupt(let rise): "it rises by \(Int(rise.rounded())) dB within 20 ms"
    case .loud(let loudness): "it is played at \(Int(loudness.rounded())) LUFS"
    case .nothingDisturbing(let probability, let isLoudnessKnown):
      "a disturbing class is unlikely (\(percent(probability))), and nothing in the sound is abrupt"
        + (isLoudnessKnown ? " or loud" : "")
    }
  }

  private func percent(_ probability: Double) -> String {
    probability < 0.01 ? "below 1 %" : "\(Int((100 * probability).rounded())) %"
  }
}

extension SuitabilityJudgement {
  /// Why, in a sentence.
  public var explanation: String {
    let text = reasons.map(\.description).joined(separator: "; ")
    let beginning =
      switch verdict {
      case .suitable: "Suitable"
      case .disturbing: "Disturbing"
      case .uncertain: "Uncertain, for an adult to decide"
      }
    return "\(beginning): \(text)."
  }
}
