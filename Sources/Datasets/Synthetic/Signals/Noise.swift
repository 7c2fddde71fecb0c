import AudioFrontEnd
import Glibc
import SeededRandom

/// Random signals.
enum Noise {
  /// Returns `sampleCount` independent values from the standard normal distribution.
  static func white(sampleCount: Int, _ random: inout RandomStream) -> [Double] {
    [Double](unsafeUninitializedCapacity: sampleCount) { buffer, count in
      var index = 0
      while index < sampleCount {
        let (first, second) = random.normalPair()
        buffer[index] = first
        if index + 1 < sampleCount { buffer[index + 1] = second }
        index += 2
      }
      count = sampleCount
    }
  }

  /// Returns noise of unit deviation whose power falls with frequency as `f^-color`: 0 is white, 1 pink,
  /// 2 brown.
  ///
  /// - Complexity: O(n log n).
  static func colored(
    _ color: Double, sampleCount: Int = Synthesis.sampleCount, _ random: inout RandomStream
  ) -> [Double] {
    let even = sampleCount + sampleCount % 2
    var spectrum = Spectrum(sampleCount: even)
    spectrum.load(white(sampleCount: even, &random))
    spectrum.scale { bin in pow(Double(bin + 1), -color / 2) }
    let signal = Array(spectrum.signal().prefix(sampleCount))
    let deviation = signal.standardDeviation
    return deviation > 0 ? signal.map { $0 / deviation } : signal
  }

  /// Returns a burst of noise within `frequencies`, in Hz, that rises over `attack` and falls over `decay`
  /// seconds.
  static func burst(
    decay: Double, _ frequencies: Range<Double>, attack: Double = 0.002, _ random: inout RandomStream
  ) -> [Double] {
    let count = Synthesis.sampleCount(of: decay * 4)
    let noise = BandPass(frequencies).filtered(white(sampleCount: count, &random))
    return noise * Contour.strike(sampleCount: count, attack: attack, decay: decay)
  }
}
