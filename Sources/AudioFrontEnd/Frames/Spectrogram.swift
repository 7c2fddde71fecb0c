/// The magnitudes of a centred, zero-padded, Hann-windowed STFT, as they are, squared, or in decibels.
///
/// It owns its plans and memory and is reused from clip to clip, by one thread at a time. Checked in
/// `FrameFeaturesGoldenTests`.
public final class Spectrogram: FrameTransform {
  /// In what a bin is told.
  public enum Scale: String, Hashable, Codable, Sendable, CaseIterable {
    /// Proportional to the amplitude.
    case magnitude
    /// The magnitude squared.
    case power
    /// The power in dB.
    case decibels
  }

  /// How a clip is cut into frames and told.
  public struct Settings: Hashable, Codable, Sendable {
    /// Samples per frame; even, 16...65 536.
    public var fftLength: Int
    /// Samples from one frame to the next; 1...`fftLength`.
    public var hopLength: Int
    /// In what a bin is told.
    public var scale: Scale
    /// How powers become decibels, where they do.
    public var decibels: Decibels

    /// Settings; the defaults are librosa's lengths, and decibels no more than 80 below the peak.
    public init(
      fftLength: Int = 2_048, hopLength: Int = 512, scale: Scale = .decibels, decibels: Decibels = Decibels()
    ) {
      self.fftLength = fftLength
      self.hopLength = hopLength
      self.scale = scale
      self.decibels = decibels
    }
  }

  /// How a clip is cut into frames and told.
  public let settings: Settings

  private var transform: ShortTimeFourierTransform
  private let row: AlignedBuffer
  private let power: AlignedBuffer

  /// Plans the transform.
  ///
  /// - Throws: ``FrontEndError/setting(keyPath:found:expected:remedy:)`` for values out of range.
  public convenience init(_ settings: Settings = Settings()) throws(FrontEndError) {
    try self.init(settings, under: "features")
  }

  init(_ settings: Settings, under keyPath: String) throws(FrontEndError) {
    let transform = try ShortTimeFourierTransform(
      ShortTimeFourierTransform.Settings(fftLength: settings.fftLength, hopLength: settings.hopLength),
      under: keyPath)
    try settings.decibels.check(under: keyPath)
    self.settings = settings
    row = AlignedBuffer(count: 2 * transform.plan.binStride)
    power = AlignedBuffer(count: transform.plan.binStride)
    self.transform = transform
  }

  /// Frequency bins: `fftLength / 2 + 1`.
  public var rowCount: Int { transform.binCount }
  var hopLength: Int { settings.hopLength }

  /// Returns the spectrogram of `samples`, `[frequencyBin, frame]`, row-major.
  ///
  /// - Parameters:
  ///   - samples: The clip; silence follows its end.
  ///   - frameCount: Frames to compute; nil for those that the clip gives, `1 + n / hopLength`.
  public func apply(to samples: [Float], frameCount: Int? = nil) -> [Float] {
    samples.withUnsafeBufferPointer {
      apply(to: $0, frameCount: frameCount ?? self.frameCount(of: $0.count))
    }
  }

  func apply(to samples: UnsafeBufferPointer<Float>, frameCount: Int) -> [Float] {
    let samples = heard(samples, frameCount: frameCount)
    var values = [Float](repeating: 0, count: rowCount * frameCount)
    for frame in 0..<frameCount {
      transform.transform(frame: frame, of: samples, into: row.floats)
      for bin in stride(from: 0, to: transform.plan.binStride, by: 8) {
        let powers = row.floats.powers(at: 2 * bin)
        power.floats.store(settings.scale == .magnitude ? powers.squareRoot() : powers, at: bin)
      }
      for bin in 0..<rowCount { values[bin * frameCount + frame] = power.floats[bin] }
    }
    if settings.scale == .decibels { settings.decibels.apply(to: &values) }
    return values
  }
}
