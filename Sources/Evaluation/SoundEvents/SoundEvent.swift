/// Something heard in a recording: what, and from when to when.
public struct SoundEvent: Hashable, Sendable {
  /// Index of its class.
  public var label: Int
  /// When it begins, in seconds from the recording's start.
  public var onset: Double
  /// When it ends, in seconds; not before the onset.
  public var offset: Double

  /// An event of class `label` from `onset` to `offset`, in seconds.
  public init(label: Int, onset: Double, offset: Double) {
    self.label = label
    self.onset = onset
    self.offset = offset
  }
}

/// How many of the things that are there were found, and how many were found that are not there.
public struct DetectionCounts: Hashable, Sendable {
  /// Things found that are there.
  public var truePositives = 0
  /// Things that are there.
  public var references = 0
  /// Things found.
  public var estimates = 0

  /// No things at all.
  public init() {}

  /// The share of what was found that is there; nil where nothing was found.
  public var precision: Double? {
    estimates == 0 ? nil : Double(truePositives) / Double(estimates)
  }

  /// The share of what is there that was found; nil where nothing is there.
  public var recall: Double? { references == 0 ? nil : Double(truePositives) / Double(references) }

  /// The harmonic mean of precision and recall, 0 where nothing right was found; nil where nothing is there and
  /// nothing was found.
  public var f1: Double? {
    references + estimates == 0 ? nil : 2 * Double(truePositives) / Double(references + estimates)
  }
}
