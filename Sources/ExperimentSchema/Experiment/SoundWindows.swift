import JSONText

/// Windows of equal length that recordings are cut into, each an example with all the classes that are heard in it.
///
/// A class counts as heard where its events last at least ``minimumOverlap`` within the window, together. A window in
/// which no class is heard is of the class ``backgroundClass``, which stands behind all others.
public struct SoundWindows: Hashable, Sendable {
  /// Length of a window, in seconds; above 0.
  public var duration: Double
  /// From the beginning of one window to that of the next, in seconds; above 0.
  public var hop: Double
  /// How much of a window must be sound of a class for that to count as heard, in seconds; at most ``duration``.
  public var minimumOverlap: Double

  /// The class of windows in which nothing is heard.
  public static let backgroundClass = "background"
  /// What ``minimumOverlap`` is where a file leaves it out, in seconds.
  public static let defaultMinimumOverlap = 0.1

  /// Windows of these parts.
  public init(duration: Double, hop: Double, minimumOverlap: Double = SoundWindows.defaultMinimumOverlap) {
    self.duration = duration
    self.hop = hop
    self.minimumOverlap = minimumOverlap
  }

  /// Where the windows of a recording begin, in seconds: at 0, `hop`, 2 × `hop`, ...; the last is the first that reaches
  /// the recording's end.
  ///
  /// - Parameter recordingDuration: In seconds.
  public func starts(inRecordingOf recordingDuration: Double) -> [Double] {
    // A microsecond is less than a sample: no window holds nothing but the rounding of a length.
    let last = max(0, ((recordingDuration - duration - 1e-6) / hop).rounded(.up))
    return (0...Int(last)).map { Double($0) * hop }
  }
}

extension SoundWindows {
  var json: JSONNode {
    .object([
      "duration": .number(duration), "hop": .number(hop), "minimumOverlap": .number(minimumOverlap),
    ])
  }
}
