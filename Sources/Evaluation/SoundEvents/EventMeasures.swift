/// How well events were found, each counted as a whole: right where class, onset and offset agree.
///
/// An onset agrees within the collar; an offset within the collar or half the reference's length, whichever is longer.
/// Each event counts once: pairs are chosen so that as many as possible agree.
///
/// Source: Mesaros, Heittola and Virtanen 2016, *Metrics for polyphonic sound event detection*, Applied Sciences 6(6),
/// section 3.2. Checked in `SoundEventGoldenTests` against sed_eval with optimal matching.
public struct EventMeasures: Hashable, Sendable {
  /// How far apart two onsets may lie, in seconds.
  public let collar: Double
  /// The share of the reference's length that its offset may be missed by.
  public static let offsetShare = 0.5

  /// All events together.
  public private(set) var overall = DetectionCounts()
  /// The events of each class, by label.
  public private(set) var byClass: [DetectionCounts]
  /// Events whose times agree with one of another class.
  public private(set) var substitutions = 0

  /// Measures of no recording yet.
  ///
  /// - Precondition: `collar` is at least 0.
  public init(classCount: Int, collar: Double = 0.2) {
    precondition(collar >= 0, "a collar is no less than nothing")
    self.collar = collar
    byClass = Array(repeating: DetectionCounts(), count: classCount)
  }

  /// Adds a recording: what is there, and what was found.
  ///
  /// - Complexity: O(r² × e) for r and e events at worst.
  public mutating func add(reference: [SoundEvent], estimate: [SoundEvent]) {
    let timely = reference.map { actual in estimate.indices.filter { agrees(actual, estimate[$0]) } }
    let matching = BipartiteMatching(
      partners: reference.indices.map { index in
        timely[index].filter { estimate[$0].label == reference[index].label }
      }, rightCount: estimate.count)
    for (index, actual) in reference.enumerated() {
      byClass[actual.label].references += 1
      if matching.right(of: index) != nil { byClass[actual.label].truePositives += 1 }
    }
    for event in estimate { byClass[event.label].estimates += 1 }
    overall.references += reference.count
    overall.estimates += estimate.count
    overall.truePositives += matching.count

    var isTaken = estimate.indices.map { matching.left(of: $0) != nil }
    for index in reference.indices where matching.right(of: index) == nil {
      guard let stand = timely[index].first(where: { !isTaken[$0] }) else { continue }
      isTaken[stand] = true
      substitutions += 1
    }
  }

  /// Events not found, for which no other stands.
  public var deletions: Int { overall.references - overall.truePositives - substitutions }
  /// Events found that neither are there nor stand for another.
  public var insertions: Int { overall.estimates - overall.truePositives - substitutions }

  /// Substitutions, deletions and insertions for each event of the reference; may exceed 1; nil where there is none.
  public var errorRate: Double? {
    overall.references == 0
      ? nil : Double(substitutions + deletions + insertions) / Double(overall.references)
  }

  /// The mean of the classes' F1, each class alike; classes that neither are there nor were found are left out.
  public var macroF1: Double? { mean(of: byClass.compactMap(\.f1)) }

  private func agrees(_ actual: SoundEvent, _ found: SoundEvent) -> Bool {
    let tolerance = max(collar, Self.offsetShare * (actual.offset - actual.onset))
    return abs(actual.onset - found.onset) <= collar && abs(actual.offset - found.offset) <= tolerance
  }
}
