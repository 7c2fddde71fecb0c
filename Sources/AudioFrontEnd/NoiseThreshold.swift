import Foundation

/// The level per frequency bin below which a spectral gate closes, in dB of power 1.
struct NoiseThreshold {
  /// How far below its own peak a signal's decibels end.
  static let dynamicRange: Float = 80
  /// Power that counts as silence: 1e-40, below the least normal number.
  static let leastPower = 71_362 * Float.leastNonzeroMagnitude

  private let decibels: [Float]

  /// Mean plus `deviations` standard deviations (ddof 0) of the decibels of `frames`, at least one, per bin.
  ///
  /// Sums run over the frames in order and in single precision, as NumPy's do: where a bin lies at the
  /// floor in all frames, their rounding decides the last digit of the threshold.
  init(of profile: borrowing ComplexSpectrogram, frames: [Int], deviations: Float) {
    let binCount = profile.binCount
    let frameCount = frames.count
    var levels = profile.power(of: frames)
    let peak = levels.reduce(0, max)
    let floor = Self.level(of: peak) - Self.dynamicRange
    for index in levels.indices { levels[index] = max(floor, Self.level(of: levels[index])) }

    var mean = [Float](repeating: 0, count: binCount)
    for frame in 0..<frameCount {
      for bin in 0..<binCount { mean[bin] += levels[frame * binCount + bin] }
    }
    for bin in 0..<binCount { mean[bin] /= Float(frameCount) }
    var squares = [Float](repeating: 0, count: binCount)
    for frame in 0..<frameCount {
      for bin in 0..<binCount {
        let difference = levels[frame * binCount + bin] - mean[bin]
        squares[bin] += difference * difference
      }
    }
    decibels = (0..<binCount).map { bin in
      mean[bin] + deviations * (squares[bin] / Float(frameCount)).squareRoot()
    }
  }

  /// The same thresholds as powers, for a signal whose largest power is `peak`.
  ///
  /// A signal's level is `max(10 log10 power, floor)`; it is below the threshold exactly where both are,
  /// so a bin whose threshold does not exceed the floor gets 0, which no power is below.
  func powers(forPeak peak: Float) -> [Float] {
    let floor = Self.level(of: peak) - Self.dynamicRange
    return decibels.map { floor < $0 ? Self.leastPower(atLevel: $0) : 0 }
  }

  /// The least power whose level is `decibels` or more: with it, comparing powers is comparing levels to
  /// the last digit. A clip no longer than one frame ties in every bin, being its own noise.
  private static func leastPower(atLevel decibels: Float) -> Float {
    var power = pow(10, decibels / 10)
    while power > 0, level(of: power) >= decibels { power = power.nextDown }
    while level(of: power) < decibels { power = power.nextUp }
    return power
  }

  private static func level(of power: Float) -> Float { 10 * log10(max(leastPower, power)) }
}
