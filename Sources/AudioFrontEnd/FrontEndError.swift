/// The front end cannot be built as asked, or cannot turn this audio into features.
public enum FrontEndError: Error, Sendable, Equatable {
  /// A setting outside its range.
  case setting(keyPath: String, found: String, expected: String, remedy: String)
  /// A mel band that holds no frequency bin, and so would read zero for every clip.
  case emptyBand(index: Int, binWidth: Double)
  /// A waveform without samples.
  case noSamples
  /// A sampling rate that is not positive.
  case sampleRate(Int)
  /// libsoxr refused, in its own words.
  case resampling(from: Int, to: Int, libraryMessage: String)
  /// Amplitudes so large that the features are no longer finite.
  case nonFiniteFeatures
}

extension FrontEndError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .setting(let keyPath, let found, let expected, let remedy):
      "frontEnd.\(keyPath): found \(found); expected \(expected). \(remedy)"
    case .emptyBand(let index, let binWidth):
      "frontEnd.features.melBandCount: found that mel band \(index + 1) holds no frequency bin "
        + "(bins lie \(binWidth) Hz apart); expected at least one in every band. "
        + "Use fewer bands, a longer fftLength, or a higher lower end of frequencyRange."
    case .noSamples:
      "found a waveform without samples; expected at least one. Leave the clip out."
    case .sampleRate(let rate):
      "found a sampling rate of \(rate) Hz; expected a positive one. Check how the waveform was made."
    case .resampling(let source, let target, let message):
      "resampling from \(source) to \(target) Hz: libsoxr says \"\(message)\"; "
        + "expected rates whose ratio it can handle. Choose a sampleRate nearer to the recording's."
    case .nonFiniteFeatures:
      "found features that are not finite; expected amplitudes near -1...1. Scale the recording down."
    }
  }
}

extension FrontEndError {
  /// Throws unless `value` lies in `range`.
  static func require(
    _ value: Int, in range: ClosedRange<Int>, _ keyPath: String, unit: String, remedy: String
  ) throws(FrontEndError) {
    guard range ~= value else {
      throw .setting(
        keyPath: keyPath, found: String(value),
        expected: "\(range.lowerBound)...\(range.upperBound) \(unit)", remedy: remedy)
    }
  }

  /// Throws unless `fftLength` is an even FFT length in 16...65 536 and `hopLength` at most as long.
  static func require(
    fftLength: Int, hopLength: Int, under keyPath: String
  ) throws(FrontEndError) {
    try require(
      fftLength, in: 16...65_536, keyPath + ".fftLength", unit: "samples, even",
      remedy: "Powers of two are fastest: try 512 or 2048.")
    guard fftLength.isMultiple(of: 2) else {
      throw .setting(
        keyPath: keyPath + ".fftLength", found: String(fftLength), expected: "an even number of samples",
        remedy: "Try \(fftLength + 1).")
    }
    try require(
      hopLength, in: 1...fftLength, keyPath + ".hopLength", unit: "samples, at most \(keyPath).fftLength",
      remedy: "Try \(fftLength / 2), half a frame.")
  }
}
