import Evaluation
import ExperimentSchema
import Recognition

/// Judges whether the events of a recording, and the recording, suit children.
struct SuitabilityJudge {
  private let rule: SuitabilityRule
  private let posteriors: Posteriors
  private let head: ModelHead
  /// Whether each class disturbs, by label.
  private let disturbs: [Bool]

  /// The judge of a recording of these posteriors; nil where the recogniser's model was never measured on real
  /// recordings that it was not trained on, for nobody knows what its word is worth.
  init?(_ recognizer: Recognizer, posteriors: Posteriors) {
    guard recognizer.card.heldOut != nil else { return nil }
    rule = SuitabilityRule(recognizer.settings)
    self.posteriors = posteriors
    head = recognizer.head
    disturbs = recognizer.card.classNames.map {
      recognizer.taxonomy.soundClass(named: $0)?.suitability == .disturbing
    }
  }

  /// Judges an event.
  func judge(_ event: SoundEvent, confidence: Double) -> SuitabilityJudgement {
    rule.judge(
      SuitabilityEvidence(disturbingProbability: disturbingProbability(of: event, confidence: confidence)))
  }

  /// Judges a recording of these events: it suits children no more than the least suitable of them.
  func judge(_ events: [HeardEvent]) -> SuitabilityJudgement {
    let probabilities = events.compactMap { $0.suitability?.evidence.disturbingProbability }
    return rule.judge(SuitabilityEvidence(disturbingProbability: probabilities.max() ?? 0))
  }

  /// How likely what is heard as `event` is of a class that disturbs.
  ///
  /// Of classes that exclude one another it is the share that disturbing ones have of all probability while it lasts.
  /// Where each class is heard or not, the event is of its own class as surely as that is heard, and else of another by
  /// what is heard of them; so that a siren beside a bird makes not the bird disturbing.
  private func disturbingProbability(of event: SoundEvent, confidence: Double) -> Double {
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
