/// The mean over all frames of the magnitude of a centred, zero-padded, Hann-windowed STFT.
///
/// It owns its plans and memory and is reused from clip to clip, by one thread at a time. Checked in
/// `FrontEndGoldenTests`.
public final class MeanMagnitudeSpectrum {
  /// Frequency bins: `fftLength / 2 + 1`.
  public var binCount: Int { transform.binCount }

  private var transform: ShortTimeFourierTransform
  private let row: AlignedBuffer
  private var sums: MagnitudeSums

  /// Plans the transform.
  ///
  /// - Parameters:
  ///   - fftLength: Samples per frame; even.
  ///   - hopLength: Samples from one frame to the next; 1...`fftLength`.
  /// - Throws: ``FrontEndError/setting(keyPath:found:expected:remedy:)`` for values out of range.
  public init(fftLength: Int, hopLength: Int) throws(FrontEndError) {
    let transform = try ShortTimeFourierTransform(
      ShortTimeFourierTransform.Settings(fftLength: fftLength, hopLength: hopLength), under: "features")
    row = AlignedBuffer(count: 2 * transform.plan.binStride)
    sums = MagnitudeSums(binStride: transform.plan.binStride)
    self.transform = transform
  }

  /// Returns the mean magnitudes of `samples`, `[frequencyBin]`.
  public func apply(to samples: [Float]) -> [Float] {
    samples.withUnsafeBufferPointer { apply(to: $0) }
  }

  func apply(to samples: UnsafeBufferPointer<Float>) -> [Float] {
    sums.clear()
    for frame in 0..<transform.frameCount(of: samples.count) {
      transform.transform(frame: frame, of: samples, into: row.floats)
      sums.add(row.floats)
    }
    return sums.means(binCount: binCount)
  }
}
