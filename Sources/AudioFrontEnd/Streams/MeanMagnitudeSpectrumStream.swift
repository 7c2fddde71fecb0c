/// The mean over all frames of the magnitude STFT of a recording that is heard in blocks.
///
/// Its values are those of ``MeanMagnitudeSpectrum`` to the last bit. Checked in `RecordingStreamTests`.
public final class MeanMagnitudeSpectrumStream {
  private let frames: FrameStream
  private var sums: MagnitudeSums

  /// Plans the transform.
  ///
  /// - Parameters:
  ///   - fftLength: Samples per frame; even.
  ///   - hopLength: Samples from one frame to the next; 1...`fftLength`.
  /// - Throws: ``FrontEndError/setting(keyPath:found:expected:remedy:)`` for values out of range.
  public init(fftLength: Int, hopLength: Int) throws(FrontEndError) {
    frames = try FrameStream(fftLength: fftLength, hopLength: hopLength)
    sums = MagnitudeSums(binStride: frames.binStride)
  }

  /// Takes the next samples of the recording.
  public func append(_ samples: [Float]) {
    frames.append(samples) { sums.add($0) }
  }

  /// Returns the means, `[frequencyBin]`, the recording having ended, and begins another.
  public func finish() -> [Float] {
    frames.finish { sums.add($0) }
    defer { sums.clear() }
    return sums.means(binCount: frames.binCount)
  }
}
