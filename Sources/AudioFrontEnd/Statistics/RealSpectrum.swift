/// The power spectrum of sequences of one length: its plan and memory.
final class RealSpectrum {
  private let plan: FourierPlan
  private let input: AlignedBuffer
  private let output: AlignedBuffer

  init(length: Int) {
    plan = FourierPlan(fftLength: length)
    input = AlignedBuffer(count: length)
    output = AlignedBuffer(count: 2 * plan.binStride)
  }

  /// Frequencies from 0 to half a cycle per value: `length / 2 + 1`.
  var binCount: Int { plan.binCount }

  /// Returns the squared magnitudes of the transform of `values`, `[frequencyBin]`, not scaled.
  func powers(of values: some Sequence<Double>) -> [Double] {
    for (index, value) in values.prefix(plan.fftLength).enumerated() { input.floats[index] = Float(value) }
    plan.forward(input.floats, into: output.floats)
    return (0..<plan.binCount).map { bin in
      let (real, imaginary) = (Double(output.floats[2 * bin]), Double(output.floats[2 * bin + 1]))
      return real * real + imaginary * imaginary
    }
  }
}
