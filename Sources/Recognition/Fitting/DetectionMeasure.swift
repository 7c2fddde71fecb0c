/// What counts when thresholds are chosen: no choice is best for all of it.
public enum DetectionMeasure: String, Sendable, CaseIterable {
  /// The F1 of segments of a second: when classes are heard.
  case segments
  /// The F1 of whole events with a collar of 200 ms: when they begin, end, and how often.
  case events
  /// The mean of the two.
  case both
}
