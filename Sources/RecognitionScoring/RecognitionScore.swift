public import Evaluation
public import Recognition

/// How well something recognises annotated recordings, and what it found in each.
public struct RecognitionScore: Sendable {
  /// How well.
  public internal(set) var quality: RecognitionQuality
  /// What was found, recording by recording.
  public internal(set) var estimates: [Estimate] = []
  /// The classes, by label.
  public let classNames: [String]

  /// What was found in a recording.
  public struct Estimate: Sendable {
    /// The recording's id.
    public var id: String
    /// The events of known classes, by onset.
    public var events: [SoundEvent]
  }

  init(classNames: [String]) {
    self.classNames = classNames
    quality = RecognitionQuality(classCount: classNames.count)
  }
}
