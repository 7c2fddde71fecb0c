/// The frames of a short-time Fourier transform, `[frame, frequencyBin]`, complex.
///
/// It owns its memory and can be filled again: nothing is allocated for a clip that is no longer than
/// the longest one before.
public struct ComplexSpectrogram: ~Copyable {
  /// Number of frames.
  public private(set) var frameCount = 0
  /// Frequency bins per frame, from 0 Hz to half the sampling rate.
  public let binCount: Int
  /// Floats from one row to the next; rows are aligned and padded with zeros.
  let rowStride: Int
  private var storage: AlignedBuffer

  init(binCount: Int, binStride: Int) {
    self.binCount = binCount
    rowStride = 2 * binStride
    storage = AlignedBuffer(count: 0)
  }

  /// The value of one bin.
  ///
  /// - Precondition: `frame` is in `0..<frameCount` and `bin` in `0..<binCount`.
  public subscript(frame: Int, bin: Int) -> (real: Float, imaginary: Float) {
    precondition(0..<frameCount ~= frame && 0..<binCount ~= bin, "frame or bin out of range")
    return (row(frame)[2 * bin], row(frame)[2 * bin + 1])
  }

  /// The squared magnitudes, `[frame, frequencyBin]`, row-major.
  public func power() -> [Float] { power(of: 0..<frameCount) }

  /// The squared magnitudes of some frames, `[frame, frequencyBin]`, row-major.
  func power(of frames: some Collection<Int>) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(frames.count * binCount)
    for frame in frames {
      for bin in 0..<binCount {
        let (real, imaginary) = self[frame, bin]
        values.append(real * real + imaginary * imaginary)
      }
    }
    return values
  }

  func row(_ frame: Int) -> UnsafeMutablePointer<Float> { storage.floats + frame * rowStride }

  mutating func reshape(frameCount: Int) {
    storage.grow(to: frameCount * rowStride)
    self.frameCount = frameCount
  }
}
