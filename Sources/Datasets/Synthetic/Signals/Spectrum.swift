import AudioFrontEnd

/// The Fourier transform of a whole signal, for what is simplest to do by frequency.
struct Spectrum: ~Copyable {
  private let plan: FourierPlan
  private let frame: AlignedBuffer
  private let row: AlignedBuffer

  /// A transform of `sampleCount` samples.
  ///
  /// - Precondition: `sampleCount` is even.
  init(sampleCount: Int) {
    precondition(sampleCount.isMultiple(of: 2))
    plan = FourierPlan(fftLength: sampleCount)
    frame = AlignedBuffer(count: sampleCount)
    row = AlignedBuffer(count: 2 * plan.binStride)
  }

  /// Transforms `signal`, zeros following its end.
  mutating func load(_ signal: [Double]) {
    for index in 0..<plan.fftLength {
      frame.floats[index] = index < signal.count ? Float(signal[index]) : 0
    }
    plan.forward(frame.floats, into: row.floats)
  }

  /// Multiplies each frequency by a factor of its bin.
  mutating func scale(by factor: (_ bin: Int) -> Double) {
    for bin in 0..<plan.binCount {
      let weight = Float(factor(bin))
      row.floats[2 * bin] *= weight
      row.floats[2 * bin + 1] *= weight
    }
  }

  /// Multiplies by another spectrum of the same length, which convolves the signals.
  mutating func multiply(by other: borrowing Spectrum) {
    for bin in 0..<plan.binCount {
      let (real, imaginary) = (row.floats[2 * bin], row.floats[2 * bin + 1])
      let (otherReal, otherImaginary) = (other.row.floats[2 * bin], other.row.floats[2 * bin + 1])
      row.floats[2 * bin] = real * otherReal - imaginary * otherImaginary
      row.floats[2 * bin + 1] = real * otherImaginary + imaginary * otherReal
    }
  }

  /// Returns the signal, and loses the spectrum.
  mutating func signal() -> [Double] {
    plan.inverse(row.floats, into: frame.floats)
    let scale = 1 / Double(plan.fftLength)
    return (0..<plan.fftLength).map { Double(frame.floats[$0]) * scale }
  }
}
