import Glibc

/// A second-order section, direct form II transposed.
package struct Biquad {
  var numerator: (Double, Double, Double)
  /// a₁ and a₂; a₀ is 1.
  var denominator: (Double, Double)

  /// Filters `signal` in place, from rest.
  package func filter(_ signal: inout [Double]) {
    var first = 0.0
    var second = 0.0
    for index in signal.indices {
      let input = signal[index]
      let output = numerator.0 * input + first
      first = numerator.1 * input - denominator.0 * output + second
      second = numerator.2 * input - denominator.1 * output
      signal[index] = output
    }
  }

  /// A resonance at `frequency` Hz, unit gain there, -3 dB at `frequency / quality` Hz bandwidth.
  ///
  /// Source: the bilinear second-order peak of Orfanidis, *Introduction to Signal Processing*, 11.3. Checked
  /// against scipy's `iirpeak` in `SynthesisFilterGoldenTests`.
  package static func resonance(frequency: Double, quality: Double) -> Biquad {
    let angle = 2 * Double.pi * min(frequency, Synthesis.highestFrequency) / Double(Synthesis.sampleRate)
    let gain = 1 / (1 + tan(angle / quality / 2))
    return Biquad(
      numerator: (1 - gain, 0, gain - 1), denominator: (-2 * gain * cos(angle), 2 * gain - 1))
  }
}

/// A Butterworth band-pass filter of order 1 or 2 to each side.
///
/// Source: the analogue prototype's poles, moved to the band (s → (s² + ω₀²) / (B s)) and bilinearly
/// transformed with both edges prewarped; unit gain in the middle. Checked against scipy's `butter` in
/// `SynthesisFilterGoldenTests`.
package struct BandPass {
  private let sections: [Biquad]

  /// The filter that passes `frequencies`, in Hz; its edges are moved into 20 Hz...10.8 kHz.
  package init(_ frequencies: Range<Double>, order: Int = 2) {
    let nyquist = Double(Synthesis.sampleRate) / 2
    let lower = min(max(frequencies.lowerBound, 20) / nyquist, 0.92)
    let upper = min(max(min(frequencies.upperBound / nyquist, 0.98), lower * 1.05), 0.98)
    let lowerEdge = 2 * tan(Double.pi * lower / 2)
    let upperEdge = 2 * tan(Double.pi * upper / 2)
    let bandwidth = upperEdge - lowerEdge
    let center = Complex(lowerEdge * upperEdge, 0)
    // One pole of each conjugate pair of the prototype: -1, or e^(3πi/4).
    let pole = order == 1 ? Complex(-1, 0) : Complex(cos(0.75 * .pi), sin(0.75 * .pi))
    let half = pole * Complex(bandwidth / 2, 0)
    let root = (half * half - center).squareRoot()
    let poles = order == 1 ? [half + root] : [half + root, half - root]
    let middle = 2 * atan((lowerEdge * upperEdge).squareRoot() / 2)
    sections = poles.map { pole in
      // Order 1 in a wide band has two real poles instead of a conjugate pair.
      let other = order == 1 && root.imaginary == 0 ? half - root : pole.conjugate
      return Self.section(pole.bilinear, other.bilinear, middle: middle)
    }
  }

  /// Filters `signal` in place, from rest.
  func filter(_ signal: inout [Double]) {
    for section in sections { section.filter(&signal) }
  }

  /// Returns `signal` filtered, from rest.
  package func filtered(_ signal: [Double]) -> [Double] {
    var filtered = signal
    filter(&filtered)
    return filtered
  }

  /// Zeros at 0 Hz and at half the sampling rate, these poles, unit gain at `middle` radians per sample.
  private static func section(_ pole: Complex, _ other: Complex, middle: Double) -> Biquad {
    let first = -(pole + other).real
    let second = (pole * other).real
    let turn = Complex(cos(middle), -sin(middle))
    let response = Complex(1, 0) - turn * turn
    let damping = Complex(1, 0) + Complex(first, 0) * turn + Complex(second, 0) * turn * turn
    let gain = damping.magnitude / response.magnitude
    return Biquad(numerator: (gain, 0, -gain), denominator: (first, second))
  }
}

/// As much of complex arithmetic as designing a filter takes.
private struct Complex {
  var real: Double
  var imaginary: Double

  init(_ real: Double, _ imaginary: Double) {
    self.real = real
    self.imaginary = imaginary
  }

  var conjugate: Complex { Complex(real, -imaginary) }
  var magnitude: Double { hypot(real, imaginary) }

  /// The pole of the digital filter: (2 + s) / (2 - s).
  var bilinear: Complex {
    let denominator = Complex(2 - real, -imaginary)
    let scale = denominator.real * denominator.real + denominator.imaginary * denominator.imaginary
    let product = Complex(2 + real, imaginary) * denominator.conjugate
    return Complex(product.real / scale, product.imaginary / scale)
  }

  /// The principal root.
  func squareRoot() -> Complex {
    if imaginary == 0 {
      return real >= 0 ? Complex(real.squareRoot(), 0) : Complex(0, (-real).squareRoot())
    }
    let root = ((magnitude + abs(real)) / 2).squareRoot()
    return real >= 0
      ? Complex(root, imaginary / (2 * root))
      : Complex(abs(imaginary) / (2 * root), imaginary < 0 ? -root : root)
  }

  static func + (left: Complex, right: Complex) -> Complex {
    Complex(left.real + right.real, left.imaginary + right.imaginary)
  }

  static func - (left: Complex, right: Complex) -> Complex {
    Complex(left.real - right.real, left.imaginary - right.imaginary)
  }

  static func * (left: Complex, right: Complex) -> Complex {
    Complex(
      left.real * right.real - left.imaginary * right.imaginary,
      left.real * right.imaginary + left.imaginary * right.real)
  }
}
