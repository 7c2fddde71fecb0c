public import Evaluation

/// How well recordings are recognised whose truth is known: events, scene and suitability, recording by recording.
///
/// Checked in `RecognitionQualityTests`.
public struct RecognitionQuality: Sendable, Hashable {
  /// Events in segments of a second.
  public private(set) var segments: SegmentMeasures
  /// Whole events, with a collar of 200 ms.
  public private(set) var events: EventMeasures
  /// Verdicts on whole recordings; nothing where no verdict was given.
  public private(set) var suitability = SuitabilityMeasures()
  /// Recordings whose scene was named.
  public private(set) var scenesRight = 0
  /// Recordings whose scene is known.
  public private(set) var sceneCount = 0
  /// Recordings.
  public private(set) var recordingCount = 0
  /// Their length together, in seconds.
  public private(set) var duration = 0.0

  /// What is known of a recording, or was found in it; labels are the model's.
  public struct Account: Sendable {
    public var events: [SoundEvent]
    /// Nil where none is known, or none was found.
    public var scene: String?

    /// An account of these parts.
    public init(events: [SoundEvent], scene: String?) { (self.events, self.scene) = (events, scene) }
  }

  /// The quality of no recording yet.
  public init(classCount: Int) {
    segments = SegmentMeasures(classCount: classCount)
    events = EventMeasures(classCount: classCount)
  }

  /// Adds a recording.
  ///
  /// - Parameters:
  ///   - truth: What is there.
  ///   - found: What was found.
  ///   - isDisturbing: Whether any of its sounds disturbs.
  ///   - judgement: The verdict on it; nil where none was given.
  ///   - duration: Its length in seconds.
  public mutating func add(
    truth: Account, found: Account, isDisturbing: Bool, judgement: SuitabilityJudgement?, duration: Double
  ) {
    segments.add(reference: truth.events, estimate: found.events, duration: duration)
    events.add(reference: truth.events, estimate: found.events)
    if let scene = truth.scene {
      sceneCount += 1
      if scene == found.scene { scenesRight += 1 }
    }
    if let judgement { suitability.add(isDisturbing: isDisturbing, judgement: judgement) }
    recordingCount += 1
    self.duration += duration
  }

  /// The share of recordings whose scene was named; nil where no scene is known.
  public var sceneAccuracy: Double? {
    sceneCount == 0 ? nil : Double(scenesRight) / Double(sceneCount)
  }
}
