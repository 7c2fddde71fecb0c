/// A mel spectrogram in decibels: STFT (centred, zero-padded, Hann), power, mel bands, dB.
///
/// It owns its plans and memory and is reused from clip to clip, by one thread at a time. Checked in
/// `LogMelSpectrogramGoldenTests`.
public final class LogMelSpectrogram {
  /// The filters that gather frequency bins into mel bands.
  public let filterbank: MelFilterbank
  /// How powers become decibels.
  public let decibels: Decibels

  private var transform: ShortTimeFourierTransform
  private let row: AlignedBuffer
  private let power: AlignedBuffer

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
    power = AlignedBuffer(count: transform.plan.binStride)
    self.transform = transform
  }

  /// Returns the spectrogram of `samples` in dB, `[melBand, frame]`, row-major.
  ///
  /// - Parameters:
  ///   - samples: The clip; silence follows its end.
  ///   - frameCount: Frames to compute; nil for those that the clip gives, `1 + n / hopLength`.
  public func apply(to samples: [Float], frameCount: Int? = nil) -> [Float] {
    samples.withUnsafeBufferPointer { apply(to: $0, frameCount: frameCount) }
  }

  func apply(to samples: UnsafeBufferPointer<Float>, frameCount: Int?) -> [Float] {
    let frameCount = frameCount ?? transform.frameCount(of: samples.count)
    // The last frame wanted must not hear what the clip has beyond the samples that make it up.
    let length = min(samples.count, max(0, frameCount * transform.settings.hopLength - 1))
    let samples = UnsafeBufferPointer(rebasing: samples.prefix(length))
    var values = [Float](repeating: 0, count: filterbank.bandCount * frameCount)
    for frame in 0..<frameCount {
      transform.transform(frame: frame, of: samples, into: row.floats)
      for bin in stride(from: 0, to: transform.plan.binStride, by: 8) {
        power.floats.store(row.floats.powers(at: 2 * bin), at: bin)
      }
      for band in 0..<filterbank.bandCount {
        values[band * frameCount + frame] = filterbank.band(of: band, power: power.floats)
      }
    }
    decibels.apply(to: &values)
    return values
  }
}
