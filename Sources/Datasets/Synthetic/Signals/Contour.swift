import Glibc
import SeededRandom

/// Slowly moving values: how a frequency or a level goes over time.
enum Contour {
  /// Returns `sampleCount` values on straight lines between `points`, equally far apart.
  static func through(_ points: [Double], sampleCount: Int) -> [Double] {
    guard points.count > 1, sampleCount > 1 else {
      return [Double](repeating: points[0], count: sampleCount)
    }
    let scale = Double(points.count - 1) / Double(sampleCount - 1)
    return (0..<sampleCount).map { sample in
      let position = Double(sample) * scale
      let index = min(Int(position), points.count - 2)
      let fraction = position - Double(index)
      return points[index] * (1 - fraction) + points[index + 1] * fraction
    }
  }

  /// Returns a random walk around 1: normal values of deviation `depth`, `rate` of them per second, joined
  /// by straight lines.
  static func wander(
    rate: Double, depth: Double, sampleCount: Int, _ random: inout RandomStream
  ) -> [Double] {
    let count = max(Int(Double(sampleCount) / Double(Synthesis.sampleRate) * rate) + 3, 4)
    return through((0..<count).map { _ in 1 + depth * random.normal() }, sampleCount: sampleCount)
  }

  /// Returns a Hann arch over `sampleCount` samples, raised to `power`: below 1 it rises faster.
  static func arch(sampleCount: Int, power: Double) -> [Double] {
    guard sampleCount > 1 else { return [1] }
    return (0..<sampleCount).map { sample in
      let phase = 2 * Double.pi * Double(sample) / Double(sampleCount - 1)
      return pow(max(0, 0.5 - 0.5 * cos(phase)), power)
    }
  }

  /// Returns a rise over `attack` seconds, then an exponential fall with time constant `decay`, in seconds.
  static func strike(sampleCount: Int, attack: Double, decay: Double) -> [Double] {
    (0..<sampleCount).map { sample in
      let time = Double(sample) / Double(Synthesis.sampleRate)
      return min(time / max(attack, 1e-4), 1) * exp(-max(time - attack, 0) / decay)
    }
  }
}
