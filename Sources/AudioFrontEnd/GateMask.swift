/// The gains of a spectral gate, `[frame, frequencyBin]`, and the smoothing that makes them.
///
/// Rows have eight zeros before their first bin and at least eight behind their last, and four rows of
/// zeros lie before the first frame and behind the last: the smoothing kernels never leave the memory.
struct GateMask: ~Copyable {
  private static let margin = 8
  private static let frameReach = 4

  /// Floats from one row to the next.
  let rowStride: Int
  private let binCount: Int
  private var values = AlignedBuffer(count: 0)
  private var smoothed = AlignedBuffer(count: 0)
  private let line: AlignedBuffer

  init(binCount: Int) {
    self.binCount = binCount
    rowStride = (binCount + 7) / 8 * 8 + 2 * Self.margin
    line = AlignedBuffer(count: rowStride)
  }

  /// The gains of a frame; `-4..<0` and the four behind the last frame are zeros.
  func row(_ frame: Int) -> UnsafeMutablePointer<Float> {
    values.floats + (frame + Self.frameReach) * rowStride + Self.margin
  }

  /// Computes the gains of `spectrogram`: 1 less `amount` of the mask of bins below `threshold`, smoothed twice.
  mutating func computeGains(
    of spectrogram: borrowing ComplexSpectrogram, threshold: NoiseThreshold, amount: Float
  ) {
    let frameCount = spectrogram.frameCount
    let count = (frameCount + 2 * Self.frameReach) * rowStride
    values.grow(to: count)
    smoothed.grow(to: count)
    // Zeros behind the last frame, where a longer clip may have left its own.
    let tail = (frameCount + Self.frameReach) * rowStride
    (values.floats + tail).update(repeating: 0, count: count - tail)
    (smoothed.floats + tail).update(repeating: 0, count: count - tail)

    let powers = threshold.powers(forPeak: computePowers(of: spectrogram))
    let paddedPowers = AlignedBuffer(count: rowStride)
    paddedPowers.floats.update(from: powers, count: powers.count)
    for frame in 0..<frameCount {
      let row = row(frame)
      for bin in stride(from: 0, to: binCount, by: 8) {
        let isBelow = row.vector(at: bin) .< paddedPowers.floats.vector(at: bin)
        row.store(SIMD8<Float>.zero.replacing(with: 1, where: isBelow), at: bin)
      }
      smoothOverBins(row, into: line.floats + Self.margin)
      smoothOverBins(line.floats + Self.margin, into: row)
    }
    smoothOverFrames(from: values.floats, into: smoothed.floats, frameCount: frameCount)
    smoothOverFrames(from: smoothed.floats, into: values.floats, frameCount: frameCount)
    for frame in 0..<frameCount {
      let row = row(frame)
      for bin in stride(from: 0, to: binCount, by: 8) {
        // Rounding may leave a mask of 1.0000001.
        row.store((1 - amount * row.vector(at: bin)).clamped(lowerBound: .zero, upperBound: .one), at: bin)
      }
    }
  }

  /// Writes the powers of `spectrogram` into the rows and returns the largest.
  private func computePowers(of spectrogram: borrowing ComplexSpectrogram) -> Float {
    var peak = SIMD8<Float>.zero
    for frame in 0..<spectrogram.frameCount {
      let source = spectrogram.row(frame)
      let target = row(frame)
      for bin in stride(from: 0, to: binCount, by: 8) {
        let power = source.powers(at: 2 * bin)
        peak.replace(with: power, where: power .> peak)
        target.store(power, at: bin)
      }
    }
    return peak.max()
  }

  /// Convolves one row with 1 2 3 2 1, divided by 9; zeros beyond the first and last bin.
  private func smoothOverBins(
    _ source: UnsafeMutablePointer<Float>, into target: UnsafeMutablePointer<Float>
  ) {
    for bin in stride(from: 0, to: binCount, by: 8) {
      let outer = source.vector(at: bin - 2) + source.vector(at: bin + 2)
      let inner = source.vector(at: bin - 1) + source.vector(at: bin + 1)
      target.store((outer + 2 * inner + 3 * source.vector(at: bin)) * (1 / 9), at: bin)
    }
    for bin in binCount..<(binCount + 7) / 8 * 8 { target[bin] = 0 }
  }

  /// Convolves the columns of all frames with 1 2 3 4 5 4 3 2 1, divided by 25.
  private func smoothOverFrames(
    from source: UnsafeMutablePointer<Float>, into target: UnsafeMutablePointer<Float>, frameCount: Int
  ) {
    for frame in Self.frameReach..<(frameCount + Self.frameReach) {
      for offset in stride(from: 0, to: rowStride, by: 8) {
        let center = frame * rowStride + offset
        var sum = 5 * source.vector(at: center)
        for reach in 1...Self.frameReach {
          let pair =
            source.vector(at: center - reach * rowStride)
            + source.vector(at: center + reach * rowStride)
          sum += Float(5 - reach) * pair
        }
        target.store(sum * (1 / 25), at: center)
      }
    }
  }
}

extension SIMD8<Float> {
  fileprivate static var one: Self { Self(repeating: 1) }
}
