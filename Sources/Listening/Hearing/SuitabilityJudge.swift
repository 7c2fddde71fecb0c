import Evaluation
import ExperimentSchema
import Recognition

/// Judges whether the events of a recording, and the recording, suit children.
struct SuitabilityJudge {
  private let rule: SuitabilityRule
  private let pass: RecordingPass
  private let playbackGain: Double?
  private let classCount: Int
  private let disturbing: DisturbingProbability

  /// The judge of a recording; nil where the recogniser's model was never measured on real recordings that it was not
  /// trained on, for nobody knows what its word is worth.
  init?(_ recognizer: Recognizer, _ pass: RecordingPass, playbackGain: Double?) {
    guard recognizer.card.heldOut != nil else { return nil }
    rule = SuitabilityRule(recognizer.settings)
    self.pass = pass
    self.playbackGain = playbackGain
    let names = recognizer.card.classNames
    classCount = names.count
    disturbing = DisturbingProbability(
      pass.posteriors.smoothed(byMedianOf: recognizer.settings.median),
      disturbs: names.map { recognizer.taxonomy.soundClass(named: $0)?.suitability == .disturbing },
      areExclusive: recognizer.areClassesExclusive)
  }

  /// Judges an event; one whose label is none of the classes' is unlike all of them.
  func judge(_ event: SoundEvent, confidence: Double) -> SuitabilityJudgement {
    let isUnknown = event.label == classCount
    // Its attack may lie in the hop before that in which it becomes likely.
    let onset = max(0, event.onset - pass.posteriors.hopDuration)
    return rule.judge(
      SuitabilityEvidence(
        disturbingProbability: isUnknown ? 0 : disturbing.of(event, confidence: confidence),
        isUnlikeClasses: isUnknown, rise: pass.levels.greatestRise(in: onset..<event.offset),
        loudness: loudness(in: event.onset..<event.offset)))
  }

  /// Judges a recording of these events: it suits children no more than the least suitable of them, nor than what may
  /// be heard in it at any time, and what is abrupt or loud disturbs whatever it is.
  func judge(_ events: [HeardEvent]) -> SuitabilityJudgement {
    let evidence = events.compactMap(\.suitability?.evidence)
    return rule.judge(
      SuitabilityEvidence(
        disturbingProbability: max(disturbing.ofRecording, evidence.map(\.disturbingProbability).max() ?? 0),
        isUnlikeClasses: evidence.contains(where: \.isUnlikeClasses),
        rise: pass.levels.greatestRise(in: 0..<pass.duration), loudness: loudness(in: 0..<pass.duration)))
  }

  private func loudness(in time: Range<Double>) -> Double? {
    guard let playbackGain, let loudness = pass.loudness?.greatest(in: time) else { return nil }
    return loudness + playbackGain
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
