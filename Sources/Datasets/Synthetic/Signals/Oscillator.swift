import Glibc

/// Periodic signals of a moving frequency.
package enum Oscillator: CaseIterable {
  case sine, sawtooth, square
  /// A short pulse, 8 % of the period, without its mean.
  case pulse

  /// Returns the signal whose frequency at each sample is given, in Hz; values in -1...1.
  func signal(frequency: [Double]) -> [Double] {
    var phase = 0.0
    return frequency.map { hertz in
      phase += hertz / Double(Synthesis.sampleRate)
      phase -= phase.rounded(.down)
      return value(at: phase)
    }
  }

  /// Returns `sampleCount` samples of a constant `frequency`, in Hz.
  package func signal(frequency: Double, sampleCount: Int) -> [Double] {
    signal(frequency: [Double](repeating: frequency, count: sampleCount))
  }

  /// The value at `phase` of a period, in 0..<1.
  private func value(at phase: Double) -> Double {
    switch self {
    case .sine: sin(2 * .pi * phase)
    case .sawtooth: 2 * phase - 1
    case .square: phase < 0.5 ? -1 : 1
    case .pulse: phase < 0.08 ? 0.92 : -0.08
    }
  }
}
