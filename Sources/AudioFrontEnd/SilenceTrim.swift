import Foundation

/// Cuts silence from both ends of a clip.
///
/// A frame is silent where its root mean square lies `topDecibels` or more below that of the loudest
/// frame. Frames are centred with zeros beyond the ends; amplitudes below 1e-5 count as 1e-5, so in a
/// clip of digital silence no frame is quieter than another, and all of it is kept: never an empty clip.
///
/// Source: `librosa.effects.trim` 0.11 with its reference at the loudest frame. Checked in
/// `FrontEndGoldenTests` and `SilenceTrimPropertyTests`.
public struct SilenceTrim: Sendable {
  /// What counts as silence.
  public struct Settings: Hashable, Codable, Sendable {
    /// Distance below the loudest frame, in dB; above 0, at most 200.
    public var topDecibels: Double
    /// Samples per frame; 2...65 536.
    public var frameLength: Int
    /// Samples from one frame to the next; 1...`frameLength`.
    public var hopLength: Int

    /// Settings; the defaults are those of the six generations.
    public init(topDecibels: Double = 20, frameLength: Int = 512, hopLength: Int = 64) {
      self.topDecibels = topDecibels
      self.frameLength = frameLength
      self.hopLength = hopLength
    }
  }

  /// Mean square that counts as silence; `1e-5` in amplitude, squared.
  private static let leastPower = 1e-10

  /// What counts as silence.
  public let settings: Settings

  /// Checks the settings.
  ///
  /// - Throws: ``FrontEndError/setting(keyPath:found:expected:remedy:)`` for values out of range.
  public init(_ settings: Settings = Settings()) throws(FrontEndError) {
    guard settings.topDecibels > 0, settings.topDecibels <= 200 else {
      throw .setting(
        keyPath: "trim.topDecibels", found: String(settings.topDecibels),
        expected: "above 0 and at most 200 dB", remedy: "Try 20.")
    }
    try FrontEndError.require(
      settings.frameLength, in: 2...65_536, "trim.frameLength", unit: "samples", remedy: "Try 512.")
    try FrontEndError.require(
      settings.hopLength, in: 1...settings.frameLength, "trim.hopLength",
      unit: "samples, at most trim.frameLength", remedy: "Try an eighth of the frame.")
    self.settings = settings
  }

  /// Returns `waveform` from its first to its last frame that is not silent.
  public func apply(to waveform: Waveform) -> Waveform {
    let range = bounds(of: waveform.samples)
    return Waveform(samples: Array(waveform.samples[range]), sampleRate: waveform.sampleRate)
  }

  /// Returns the samples to keep; empty only for no samples.
  ///
  /// - Complexity: O(n), for any overlap of the frames.
  public func bounds(of samples: [Float]) -> Range<Int> {
    guard !samples.isEmpty else { return 0..<0 }
    let powers = framePowers(of: samples)
    let reference = max(Self.leastPower, powers.reduce(0, max))
    let threshold = reference * pow(10, -settings.topDecibels / 10)
    let isAudible = { (power: Double) in max(Self.leastPower, power) > threshold }
    guard let first = powers.firstIndex(where: isAudible), let last = powers.lastIndex(where: isAudible)
    else { return samples.indices }
    // The loudest frame is audible, and its first sample is one of the clip's.
    return first * settings.hopLength..<min(samples.count, (last + 1) * settings.hopLength)
  }

  /// Mean squares of the centred frames, from running sums, whose error in `Double` is far below one
  /// frame's silence.
  private func framePowers(of samples: [Float]) -> [Double] {
    var sums = [0.0]
    sums.reserveCapacity(samples.count + 1)
    var sum = 0.0
    for sample in samples {
      sum += Double(sample) * Double(sample)
      sums.append(sum)
    }
    return (0..<1 + samples.count / settings.hopLength).map { frame in
      let start = frame * settings.hopLength - settings.frameLength / 2
      let end = min(samples.count, start + settings.frameLength)
      return (sums[end] - sums[max(0, start)]) / Double(settings.frameLength)
    }
  }
}
