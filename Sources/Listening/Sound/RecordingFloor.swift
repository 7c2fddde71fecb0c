package import ExperimentSchema

/// The level of a recording's own noise: nothing is heard in what does not rise above it.
///
/// Checked in `RecordingFloorTests`.
package struct RecordingFloor: Sendable, Hashable {
  /// In dB below full scale.
  package let level: Double

  /// No recording's noise is taken to lie lower, in dB below full scale: about a step of 16 bits.
  private static let leastLevel = -90.0

  /// The floor of a recording.
  ///
  /// - Parameter levels: How loud it is, frame by frame, in dB below full scale; at least one.
  package init(_ settings: RecognitionSettings.Floor, levels: [Double]) {
    let quiet = levels.sorted()[Int(settings.quietShare * Double(levels.count - 1))]
    level = max(Self.leastLevel, min(quiet, settings.greatestLevel))
  }
}
