import Foundation

/// Noise reduction that silences whatever stays below the level of a noise profile.
///
/// The profile is a part of the clip itself, by default its beginning. Per frequency bin the threshold is the mean of the
/// profile's decibels plus some standard deviations (population, ddof 0); decibels are floored 80 dB
/// below the peak of what they are taken of, profile and clip each their own. Bins strictly below the
/// threshold form a mask, which a triangle of 2 bins and 4 frames to each side smooths twice, zeros
/// beyond the edges; the gain is one less the mask, of which `amount` may leave a part. The clip is taken one hop of
/// silence longer.
///
/// Source: the stationary gate of noisereduce 1.1 (`reduce_noise`, `amount` being its `prop_decrease`); today's noisereduce
/// is another algorithm, ``NonStationaryGate``. Checked in `FrontEndGoldenTests` against a NumPy and librosa implementation, and in
/// `SpectralGatePropertyTests`.
///
/// A gate owns its plans and memory and is reused from clip to clip, by one thread at a time.
public final class SpectralGate {
  /// What is taken for noise.
  public enum Noise: Hashable, Sendable {
    /// So many samples from the clip's beginning, at the rate of the audio; at least 1. A shorter clip is a profile as
    /// a whole.
    case profile(samples: Int)
    /// The share of the clip's frames, in 0...1, that have the least power, at least one frame. Frames more than 80 dB
    /// below the loudest are silence, not noise, and do not count.
    case quietestFrames(share: Double)
    /// All of the clip.
    case wholeClip
  }

  /// How the gate listens and where it closes.
  public struct Settings: Hashable, Sendable {
    /// What is taken for noise.
    public var noise: Noise
    /// Height of the threshold above the profile's mean, in standard deviations; 0...100.
    public var thresholdDeviations: Double
    /// How much of what lies below the threshold is taken away: 0 for none, 1 for all.
    public var amount: Double
    /// Samples per frame; even.
    public var fftLength: Int
    /// Samples from one frame to the next; 1...`fftLength`.
    public var hopLength: Int

    /// Settings; the defaults are those of the six generations.
    public init(
      noise: Noise = .profile(samples: 25_000), thresholdDeviations: Double = 1.5, amount: Double = 1,
      fftLength: Int = 2_048, hopLength: Int = 512
    ) {
      self.noise = noise
      self.thresholdDeviations = thresholdDeviations
      self.amount = amount
      self.fftLength = fftLength
      self.hopLength = hopLength
    }
  }

  /// How the gate listens and where it closes.
  public let settings: Settings

  private var transform: ShortTimeFourierTransform
  private var spectrogram: ComplexSpectrogram
  private var profile: ComplexSpectrogram
  private var mask: GateMask

  /// Plans the gate.
  ///
  /// - Throws: ``FrontEndError/setting(keyPath:found:expected:remedy:)`` for values out of range.
  public init(_ settings: Settings = Settings()) throws(FrontEndError) {
    try Self.check(settings.noise)
    guard 0...100 ~= settings.thresholdDeviations else {
      throw .setting(
        keyPath: "spectralGate.thresholdDeviations", found: String(settings.thresholdDeviations),
        expected: "0...100 standard deviations", remedy: "Try 1.5.")
    }
    guard 0...1 ~= settings.amount else {
      throw .setting(
        keyPath: "spectralGate.amount", found: String(settings.amount), expected: "0...1",
        remedy: "Try 1, which takes all of it away.")
    }
    let transform = try ShortTimeFourierTransform(
      ShortTimeFourierTransform.Settings(fftLength: settings.fftLength, hopLength: settings.hopLength),
      under: "spectralGate")
    self.settings = settings
    spectrogram = transform.makeSpectrogram()
    profile = transform.makeSpectrogram()
    mask = GateMask(binCount: transform.binCount)
    self.transform = transform
  }

  private static func check(_ noise: Noise) throws(FrontEndError) {
    switch noise {
    case .profile(let samples):
      try FrontEndError.require(
        samples, in: 1...1_000_000_000, "spectralGate.noiseSamples", unit: "samples",
        remedy: "Try 25000, a little over a second at 22 050 Hz.")
    case .quietestFrames(let share):
      guard share > 0, share <= 1 else {
        throw .setting(
          keyPath: "spectralGate.quietestShare", found: String(share), expected: "above 0 to 1",
          remedy: "Try 0.1.")
      }
    case .wholeClip: break
    }
  }

  /// Returns `waveform` with its noise reduced; as long as before.
  public func apply(to waveform: Waveform) -> Waveform {
    Waveform(samples: apply(to: waveform.samples), sampleRate: waveform.sampleRate)
  }

  /// Returns `samples` with their noise reduced; as many as before.
  public func apply(to samples: [Float]) -> [Float] {
    guard !samples.isEmpty else { return [] }
    computeGains(of: samples)
    return transform.inverse(
      spectrogram, sampleCount: samples.count, gains: mask.row(0), gainStride: mask.rowStride)
  }

  /// Returns the gains in 0...1, `[frame, frequencyBin]`, row-major; empty for no samples.
  ///
  /// The clip counts as one hop longer than it is: `2 + samples.count / hopLength` frames.
  public func gains(of samples: [Float]) -> [Float] {
    guard !samples.isEmpty else { return [] }
    computeGains(of: samples)
    var values: [Float] = []
    for frame in 0..<spectrogram.frameCount {
      values += UnsafeBufferPointer(start: mask.row(frame), count: spectrogram.binCount)
    }
    return values
  }

  private func computeGains(of samples: [Float]) {
    samples.withUnsafeBufferPointer { samples in
      transform.forward(
        samples, frameCount: transform.frameCount(of: samples.count + settings.hopLength),
        into: &spectrogram)
    }
    mask.computeGains(of: spectrogram, threshold: threshold(of: samples), amount: Float(settings.amount))
  }

  /// The threshold of the clip whose spectrogram, a hop of silence longer, is computed.
  private func threshold(of samples: [Float]) -> NoiseThreshold {
    let deviations = Float(settings.thresholdDeviations)
    let frames = 0..<transform.frameCount(of: samples.count)
    switch settings.noise {
    case .wholeClip: return NoiseThreshold(of: spectrogram, frames: Array(frames), deviations: deviations)
    case .quietestFrames(let share):
      let quietest = spectrogram.quietest(share, of: frames)
      return NoiseThreshold(of: spectrogram, frames: quietest, deviations: deviations)
    case .profile(let count):
      samples.withUnsafeBufferPointer { samples in
        let noise = UnsafeBufferPointer(rebasing: samples.prefix(count))
        transform.forward(noise, frameCount: transform.frameCount(of: noise.count), into: &profile)
      }
      return NoiseThreshold(of: profile, frames: Array(0..<profile.frameCount), deviations: deviations)
    }
  }
}

extension ComplexSpectrogram {
  /// Returns the share of `frames` that has the least power, in their order; at least one. Of equal ones the earlier is
  /// taken; none is taken that lies more than ``NoiseThreshold/dynamicRange`` below the loudest.
  fileprivate func quietest(_ share: Double, of frames: Range<Int>) -> [Int] {
    let powers = frames.map { frame in
      (0..<binCount).reduce(0.0) { sum, bin in
        let (real, imaginary) = self[frame, bin]
        return sum + Double(real) * Double(real) + Double(imaginary) * Double(imaginary)
      }
    }
    let floor = (powers.max() ?? 0) * pow(10, -Double(NoiseThreshold.dynamicRange) / 10)
    let heard = frames.filter { powers[$0] >= floor }
    let count = max(1, Int((share * Double(heard.count)).rounded()))
    return heard.sorted { (powers[$0], $0) < (powers[$1], $1) }.prefix(count).sorted()
  }
}

/// As JSON: with `noiseSamples` where the clip's beginning is noise; what is as it always was is left out.
extension SpectralGate.Settings: Codable {
  private enum CodingKeys: String, CodingKey {
    case noise, noiseSamples, quietestShare, thresholdDeviations, amount, fftLength, hopLength
  }

  private enum NoiseName: String, Codable { case quietestFrames, wholeClip }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    noise =
      switch try container.decodeIfPresent(NoiseName.self, forKey: .noise) {
      case nil: .profile(samples: try container.decode(Int.self, forKey: .noiseSamples))
      case .quietestFrames: .quietestFrames(share: try container.decode(Double.self, forKey: .quietestShare))
      case .wholeClip: .wholeClip
      }
    thresholdDeviations = try container.decode(Double.self, forKey: .thresholdDeviations)
    amount = try container.decodeIfPresent(Double.self, forKey: .amount) ?? 1
    fftLength = try container.decode(Int.self, forKey: .fftLength)
    hopLength = try container.decode(Int.self, forKey: .hopLength)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch noise {
    case .profile(let samples): try container.encode(samples, forKey: .noiseSamples)
    case .quietestFrames(let share):
      try container.encode(NoiseName.quietestFrames, forKey: .noise)
      try container.encode(share, forKey: .quietestShare)
    case .wholeClip: try container.encode(NoiseName.wholeClip, forKey: .noise)
    }
    try container.encode(thresholdDeviations, forKey: .thresholdDeviations)
    if amount != 1 { try container.encode(amount, forKey: .amount) }
    try container.encode(fftLength, forKey: .fftLength)
    try container.encode(hopLength, forKey: .hopLength)
  }
}
