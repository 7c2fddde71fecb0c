/// How well events were found, counted in segments of equal length: in each, which classes are active.
///
/// Recordings are added one by one, and all their segments count alike. An event is active in every segment that it
/// touches.
///
/// Source: Mesaros, Heittola and Virtanen 2016, *Metrics for polyphonic sound event detection*, Applied Sciences 6(6),
/// section 3.1. Checked in `SoundEventGoldenTests` against sed_eval.
public struct SegmentMeasures: Hashable, Sendable {
  /// Seconds of a segment.
  public let resolution: Double
  /// Active classes of all segments together.
  public private(set) var overall = DetectionCounts()
  /// Segments of each class, by label.
  public private(set) var byClass: [DetectionCounts]
  /// Classes found in place of others, segment by segment.
  public private(set) var substitutions = 0
  /// Classes not found, beyond those replaced by others.
  public private(set) var deletions = 0
  /// Classes found too many, beyond those that stand for others.
  public private(set) var insertions = 0

  /// Measures of no recording yet.
  ///
  /// - Precondition: `resolution` is positive.
  public init(classCount: Int, resolution: Double = 1) {
    precondition(resolution > 0, "a segment has a length")
    self.resolution = resolution
    byClass = Array(repeating: DetectionCounts(), count: classCount)
  }

  /// Adds a recording.
  ///
  /// - Parameters:
  ///   - reference: What is there.
  ///   - estimate: What was found.
  ///   - duration: The recording's length in seconds; what lies beyond does not count.
  /// - Complexity: O(segments × classes + events).
  public mutating func add(reference: [SoundEvent], estimate: [SoundEvent], duration: Double) {
    let segmentCount = max(0, Int((duration / resolution).rounded(.up)))
    let actual = activity(of: reference, segmentCount: segmentCount)
    let found = activity(of: estimate, segmentCount: segmentCount)
    for segment in 0..<segmentCount {
      var (references, estimates, both) = (0, 0, 0)
      for label in byClass.indices {
        let place = segment * byClass.count + label
        references += actual[place] ? 1 : 0
        estimates += found[place] ? 1 : 0
        both += actual[place] && found[place] ? 1 : 0
        byClass[label].references += actual[place] ? 1 : 0
        byClass[label].estimates += found[place] ? 1 : 0
        byClass[label].truePositives += actual[place] && found[place] ? 1 : 0
      }
      overall.references += references
      overall.estimates += estimates
      overall.truePositives += both
      substitutions += min(references, estimates) - both
      deletions += max(0, references - estimates)
      insertions += max(0, estimates - references)
    }
  }

  /// Substitutions, deletions and insertions for each active class of the reference; may exceed 1; nil where nothing
  /// is active.
  public var errorRate: Double? {
    overall.references == 0
      ? nil : Double(substitutions + deletions + insertions) / Double(overall.references)
  }

  /// The mean of the classes' F1, each class alike; classes that neither are there nor were found are left out.
  public var macroF1: Double? { mean(of: byClass.compactMap(\.f1)) }

  /// `[segment, label]`.
  private func activity(of events: [SoundEvent], segmentCount: Int) -> [Bool] {
    var activity = [Bool](repeating: false, count: segmentCount * byClass.count)
    for event in events {
      let first = max(0, min(Double(segmentCount), (event.onset / resolution).rounded(.down)))
      let end = max(first, min(Double(segmentCount), (event.offset / resolution).rounded(.up)))
      for segment in Int(first)..<Int(end) { activity[segment * byClass.count + event.label] = true }
    }
    return activity
  }
}
