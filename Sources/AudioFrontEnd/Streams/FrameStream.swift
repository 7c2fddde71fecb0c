/// The frames of a centred, zero-padded, Hann-windowed STFT of a signal that arrives in blocks.
///
/// The frames are those of ``ShortTimeFourierTransform`` to the last bit, however the blocks are cut; the
/// memory is that of a frame and a block.
final class FrameStream {
  private var transform: ShortTimeFourierTransform
  private let row: AlignedBuffer
  /// Samples from the next frame's first on.
  private var pending: [Float]

  /// Plans the transform.
  ///
  /// - Throws: ``FrontEndError/setting(keyPath:found:expected:remedy:)`` for lengths out of range.
  init(fftLength: Int, hopLength: Int) throws(FrontEndError) {
    let transform = try ShortTimeFourierTransform(
      ShortTimeFourierTransform.Settings(fftLength: fftLength, hopLength: hopLength, isCentered: false),
      under: "features")
    row = AlignedBuffer(count: 2 * transform.plan.binStride)
    pending = [Float](repeating: 0, count: fftLength / 2)
    self.transform = transform
  }

  /// Frequency bins: `fftLength / 2 + 1`.
  var binCount: Int { transform.binCount }
  /// Bins in a row of memory, a multiple of 8.
  var binStride: Int { transform.plan.binStride }

  /// Takes `samples` and calls `body` with every frame that they complete, real and imaginary in turn.
  func append(_ samples: [Float], _ body: (UnsafeMutablePointer<Float>) -> Void) {
    let (length, hop) = (transform.settings.fftLength, transform.settings.hopLength)
    pending += samples
    var frameCount = 0
    pending.withUnsafeBufferPointer { pending in
      guard pending.count >= length else { return }
      frameCount = 1 + (pending.count - length) / hop
      for frame in 0..<frameCount {
        transform.transform(frame: frame, of: pending, into: row.floats)
        body(row.floats)
      }
    }
    pending.removeFirst(frameCount * hop)
  }

  /// Calls `body` with the frames that reach beyond the signal's end, and begins again.
  func finish(_ body: (UnsafeMutablePointer<Float>) -> Void) {
    let margin = [Float](repeating: 0, count: transform.settings.fftLength / 2)
    append(margin, body)
    pending = margin
  }
}
