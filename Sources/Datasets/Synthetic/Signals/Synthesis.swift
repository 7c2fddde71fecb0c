/// The measures that all synthetic sounds share.
enum Synthesis {
  /// Samples per second, in Hz.
  static let sampleRate = 22_050
  /// Seconds of a clip.
  static let duration = 5.0
  /// Samples of a clip.
  static let sampleCount = 110_250
  /// Frequencies above this are not synthesised, in Hz.
  static let highestFrequency = Double(sampleRate) * 0.45

  /// Samples in `seconds`, at least 1.
  static func sampleCount(of seconds: Double) -> Int {
    max(1, Int(seconds * Double(sampleRate)))
  }
}
