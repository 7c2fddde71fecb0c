/// A mel spectrogram in decibels: STFT (centred, zero-padded, Hann), power, mel bands, dB.
///
/// It owns its plans and memory and is reused from clip to clip, by one thread at a time. Checked in
/// `LogMelSpectrogramGoldenTests`.
public final class LogMelSpectrogram: FrameTransform {
  /// How a clip is cut into frames and bands, and told.
  public struct Settings: Hashable, Sendable {
    /// Samples per frame; even, 16...65 536.
    public var fftLength: Int
    /// Samples from one frame to the next; 1...`fftLength`.
    public var hopLength: Int
    /// Mel bands; 1...1024.
    public var melBandCount: Int
    /// Lowest and highest edge of the bands in Hz, within half the sampling rate.
    public var frequencyRange: ClosedRange<Double>
    /// How mel relates to frequency.
    public var melScale: MelScale
    /// How powers become decibels.
    public var decibels: Decibels

    /// Settings; powers become decibels as librosa's do unless told otherwise.
    public init(
      fftLength: Int, hopLength: Int, melBandCount: Int, frequencyRange: ClosedRange<Double>,
      melScale: MelScale = .slaney, decibels: Decibels = Decibels()
    ) {
      self.fftLength = fftLength
      self.hopLength = hopLength
      self.melBandCount = melBandCount
      self.frequencyRange = frequencyRange
      self.melScale = melScale
      self.decibels = decibels
    }
  }

  /// The filters that gather frequency bins into mel bands.
  public let filterbank: MelFilterbank
  /// How powers become decibels.
  public let decibels: Decibels

  private var transform: ShortTimeFourierTransform
  private let row: AlignedBuffer
  /// The powers of a block of frames.
  private let power: AlignedBuffer

  /// Frames whose bands are summed together.
  private static let blockLength = 4

  /// Plans the transform and computes the filters.
  ///
  /// - Parameters:
  ///   - fftLength: Samples per frame; even.
  ///   - hopLength: Samples from one frame to the next; 1...`fftLength`.
  ///   - filterbank: Filters of the same FFT length.
  ///   - decibels: How powers become decibels; by default 80 dB below the peak, power 1 being 0 dB.
  /// - Throws: ``FrontEndError/setting(keyPath:found:expected:remedy:)`` for values out of range.
  public init(
    fftLength: Int, hopLength: Int, filterbank: MelFilterbank, decibels: Decibels = Decibels()
  ) throws(FrontEndError) {
    let transform = try ShortTimeFourierTransform(
      ShortTimeFourierTransform.Settings(fftLength: fftLength, hopLength: hopLength), under: "features")
    precondition(filterbank.binCount == transform.binCount, "the filters are of another FFT length")
    self.filterbank = filterbank
    self.decibels = decibels
    row = AlignedBuffer(count: 2 * transform.plan.binStride)
    power = AlignedBuffer(count: Self.blockLength * transform.plan.binStride)
    self.transform = transform
  }

  convenience init(_ settings: Settings, sampleRate: Int, under keyPath: String) throws(FrontEndError) {
    try FrontEndError.require(
      fftLength: settings.fftLength, hopLength: settings.hopLength, under: keyPath)
    try settings.decibels.check(under: keyPath)
    try self.init(
      fftLength: settings.fftLength, hopLength: settings.hopLength,
      filterbank: MelFilterbank(
        bandCount: settings.melBandCount, fftLength: settings.fftLength, sampleRate: sampleRate,
        frequencyRange: settings.frequencyRange, scale: settings.melScale),
      decibels: settings.decibels)
  }

  /// How many mel bands there are.
  public var rowCount: Int { filterbank.bandCount }
  var hopLength: Int { transform.settings.hopLength }

  /// Returns the spectrogram of `samples` in dB, `[melBand, frame]`, row-major.
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
    var values = [Float](repeating: 0, count: filterbank.bandCount * frameCount)
    values.withUnsafeMutableBufferPointer { values in
      for first in Swift.stride(from: 0, to: frameCount, by: Self.blockLength) {
        let count = min(Self.blockLength, frameCount - first)
        for index in 0..<count { computePowers(of: first + index, in: samples, at: index) }
        // Frames behind the last have the powers of earlier ones; their bands are left out.
        for band in 0..<filterbank.bandCount {
          let bands = filterbank.band(of: band, powers: power.floats, stride: transform.plan.binStride)
          for index in 0..<count { values[band * frameCount + first + index] = bands[index] }
        }
      }
    }
    decibels.apply(to: &values)
    return values
  }

  /// Computes the powers of a frame of `samples` into place `index` of the block.
  private func computePowers(of frame: Int, in samples: UnsafeBufferPointer<Float>, at index: Int) {
    transform.transform(frame: frame, of: samples, into: row.floats)
    let powers = power.floats + index * transform.plan.binStride
    for bin in Swift.stride(from: 0, to: transform.plan.binStride, by: 8) {
      powers.store(row.floats.powers(at: 2 * bin), at: bin)
    }
  }
}

/// As JSON; what becomes of powers is left out where it is librosa's way.
extension LogMelSpectrogram.Settings: Codable {
  private enum CodingKeys: String, CodingKey {
    case fftLength, hopLength, melBandCount, frequencyRange, melScale, decibels
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    fftLength = try container.decode(Int.self, forKey: .fftLength)
    hopLength = try container.decode(Int.self, forKey: .hopLength)
    melBandCount = try container.decode(Int.self, forKey: .melBandCount)
    frequencyRange = try container.decode(ClosedRange<Double>.self, forKey: .frequencyRange)
    melScale = try container.decode(MelScale.self, forKey: .melScale)
    decibels = try container.decodeIfPresent(Decibels.self, forKey: .decibels) ?? Decibels()
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(fftLength, forKey: .fftLength)
    try container.encode(hopLength, forKey: .hopLength)
    try container.encode(melBandCount, forKey: .melBandCount)
    try container.encode(frequencyRange, forKey: .frequencyRange)
    try container.encode(melScale, forKey: .melScale)
    if decibels != Decibels() { try container.encode(decibels, forKey: .decibels) }
  }
}
