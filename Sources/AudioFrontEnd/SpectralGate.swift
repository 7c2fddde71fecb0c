import Foundation

/// Noise reduction that silences whatever stays below the level of a noise profile.
///
/// The profile is the clip's own beginning. Per frequency bin the threshold is the mean of the
/// profile's decibels plus some standard deviations (population, ddof 0); decibels are floored 80 dB
/// below the peak of what they are taken of, profile and clip each their own. Bins strictly below the
/// threshold form a mask, which a triangle of 2 bins and 4 frames to each side smooths twice, zeros
/// beyond the edges; the gain is one less the mask. The clip is taken one hop of silence longer.
///
/// Source: the stationary gate of noisereduce 1.1 (`reduce_noise`); today's noisereduce is another
/// algorithm. Checked in `FrontEndGoldenTests` against a NumPy and librosa implementation, and in
/// `SpectralGatePropertyTests`.
///
/// A gate owns its plans and memory and is reused from clip to clip, by one thread at a time.
public final class SpectralGate {
  /// How the gate listens and where it closes.
  public struct Settings: Hashable, Codable, Sendable {
    /// Samples at the beginning that are the noise profile, at the rate of the audio; at least 1. A
    /// shorter clip is a profile as a whole.
    public var noiseSamples: Int
    /// Height of the threshold above the profile's mean, in standard deviations; 0...100.
    public var thresholdDeviations: Double
    /// Samples per frame; even.
    public var fftLength: Int
    /// Samples from one frame to the next; 1...`fftLength`.
    public var hopLength: Int

    /// Settings; the defaults are those of the six generations.
    public init(
      noiseSamples: Int = 25_000, thresholdDeviations: Double = 1.5, fftLength: Int = 2_048,
      hopLength: Int = 512
    ) {
      self.noiseSamples = noiseSamples
      self.thresholdDeviations = thresholdDeviations
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
    try FrontEndError.require(
      settings.noiseSamples, in: 1...1_000_000_000, "spectralGate.noiseSamples", unit: "samples",
      remedy: "Try 25000, a little over a second at 22 050 Hz.")
    guard 0...100 ~= settings.thresholdDeviations else {
      throw .setting(
        keyPath: "spectralGate.thresholdDeviations", found: String(settings.thresholdDeviations),
        expected: "0...100 standard deviations", remedy: "Try 1.5.")
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
      let noise = UnsafeBufferPointer(rebasing: samples.prefix(settings.noiseSamples))
      transform.forward(noise, frameCount: transform.frameCount(of: noise.count), into: &profile)
      transform.forward(
        samples, frameCount: transform.frameCount(of: samples.count + settings.hopLength),
        into: &spectrogram)
    }
    let threshold = NoiseThreshold(of: profile, deviations: Float(settings.thresholdDeviations))
    mask.computeGains(of: spectrogram, threshold: threshold)
  }
}
