import Evaluation
import ExperimentSchema
import Recognition

/// Judges whether the events of a recording, and the recording, suit children.
struct SuitabilityJudge {
  private let rule: SuitabilityRule
  private let pass: RecordingPass
  private let playbackGain: Double?
  private let head: ModelHead
  /// Whether each class disturbs, by label.
  private let disturbs: [Bool]

  /// The judge of a recording; nil where the recogniser's model was never measured on real recordings that it was not
  /// trained on, for nobody knows what its word is worth.
  init?(_ recognizer: Recognizer, _ pass: RecordingPass, playbackGain: Double?) {
    guard recognizer.card.heldOut != nil else { return nil }
    rule = SuitabilityRule(recognizer.settings)
    self.pass = pass
    self.playbackGain = playbackGain
    head = recognizer.head
    disturbs = recognizer.card.classNames.map {
      recognizer.taxonomy.soundClass(named: $0)?.suitability == .disturbing
    }
  }

  /// Judges an event; one whose label is none of the classes' is unlike all of them.
  func judge(_ event: SoundEvent, confidence: Double) -> SuitabilityJudgement {
    let isUnknown = event.label == disturbs.count
    // Its attack may lie in the hop before that in which it becomes likely.
    let onset = max(0, event.onset - pass.posteriors.hopDuration)
    return rule.judge(
      SuitabilityEvidence(
        disturbingProbability: isUnknown ? 0 : disturbingProbability(of: event, confidence: confidence),
        isUnlikeClasses: isUnknown, rise: pass.levels.greatestRise(in: onset..<event.offset),
        loudness: loudness(in: event.onset..<event.offset)))
  }

  /// Judges a recording of these events: it suits children no more than the least suitable of them, and what is abrupt or
  /// loud disturbs whatever it is.
  func judge(_ events: [HeardEvent]) -> SuitabilityJudgement {
    let evidence = events.compactMap(\.suitability?.evidence)
    return rule.judge(
      SuitabilityEvidence(
        disturbingProbability: evidence.map(\.disturbingProbability).max() ?? 0,
        isUnlikeClasses: evidence.contains(where: \.isUnlikeClasses),
        rise: pass.levels.greatestRise(in: 0..<pass.duration), loudness: loudness(in: 0..<pass.duration)))
  }

  private func loudness(in time: Range<Double>) -> Double? {
    guard let playbackGain, let loudness = pass.loudness?.greatest(in: time) else { return nil }
    return loudness + playbackGain
  }

  /// How likely what is heard as `event` is of a class that disturbs.
  ///
  /// Of classes that exclude one another it is the share that disturbing ones have of all probability while it lasts.
  /// Where each class is heard or not, the event is of its own class as surely as that is heard, and else of another by
  /// what is heard of them; so that a siren beside a bird makes not the bird disturbing.
  private func disturbingProbability(of event: SoundEvent, confidence: Double) -> Double {
    let posteriors = pass.posteriors
    let first = Int((event.onset / posteriors.hopDuration).rounded())
    let last = max(first + 1, Int((event.offset / posteriors.hopDuration).rounded(.up)))
    var (disturbing, all) = (0.0, 0.0)
    for frame in first..<min(last, posteriors.frameCount) {
      for label in disturbs.indices where head == .softmax || label != event.label {
        let value = Double(posteriors.values[frame * posteriors.classCount + label])
        all += value
        if disturbs[label] { disturbing += value }
      }
    }
    let share = all > 0 ? disturbing / all : 0
    return switch head {
    case .softmax: share
    case .sigmoid: (disturbs[event.label] ? confidence : 0) + (1 - confidence) * share
    }
  }
}

extension SuitabilityRule {
  /// The rule that `settings` declare.
  fileprivate init(_ settings: RecognitionSettings) {
    guard let bounds = settings.suitability else {
      self.init()
      return
    }
    self.init(
      disturbingProbability: bounds.disturbingProbability, suitableProbability: bounds.suitableProbability,
      abruptRise: bounds.abruptRise, greatestLoudness: bounds.greatestLoudness)
  }
}
