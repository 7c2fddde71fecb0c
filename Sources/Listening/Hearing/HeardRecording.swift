public import Recognition

/// What is heard in a recording.
public struct HeardRecording: Sendable, Hashable {
  /// The recording, as its listener calls it.
  public var file: String
  /// Its length in seconds.
  public var duration: Double
  /// The events, by onset.
  public var events: [HeardEvent]
  /// Which scene it is of.
  public var scene: SceneEstimate
  /// Whether it suits children; nil where the model was not measured on real recordings.
  public var suitability: SuitabilityJudgement?
  /// The model that heard it.
  public var card: ModelCard

  /// What is heard, of its parts.
  public init(
    file: String, duration: Double, events: [HeardEvent], scene: SceneEstimate,
    suitability: SuitabilityJudgement?, card: ModelCard
  ) {
    self.file = file
    self.duration = duration
    self.events = events
    self.scene = scene
    self.suitability = suitability
    self.card = card
  }
}

/// An event that is heard in a recording.
public struct HeardEvent: Sendable, Hashable {
  /// Its class.
  public var className: String
  /// When it begins, in seconds.
  public var onset: Double
  /// When it ends, in seconds; above the onset.
  public var offset: Double
  /// How sure it is, in 0...1: the mean posterior of its class while it lasts.
  public var confidence: Double
  /// Whether it suits children; nil where the model was not measured on real recordings.
  public var suitability: SuitabilityJudgement?

  /// An event of its parts.
  public init(
    className: String, onset: Double, offset: Double, confidence: Double, suitability: SuitabilityJudgement?
  ) {
    self.className = className
    self.onset = onset
    self.offset = offset
    self.confidence = confidence
    self.suitability = suitability
  }
}
