import Foundation

/// Powers as decibels, `10 log10(power / reference)`, with a lower limit and a range below the peak.
///
/// Source: `librosa.power_to_db` 0.11. Checked in `LogMelSpectrogramGoldenTests`.
public struct Decibels: Sendable, Hashable {
  /// The power of 0 dB; positive.
  public var reference: Float
  /// Smaller powers, zero among them, count as this one; positive.
  public var floor: Float
  /// How far below the largest value the result ends, in dB; nil for no such limit.
  public var dynamicRange: Float?

  /// A conversion; the defaults are librosa's.
  public init(reference: Float = 1, floor: Float = 1e-10, dynamicRange: Float? = 80) {
    self.reference = reference
    self.floor = floor
    self.dynamicRange = dynamicRange
  }

  /// Replaces powers by decibels.
  public func apply(to powers: inout [Float]) {
    let offset = 10 * log10(max(floor, reference))
    var peak = -Float.infinity
    for index in powers.indices {
      let level = 10 * log10(max(floor, powers[index])) - offset
      powers[index] = level
      peak = max(peak, level)
    }
    guard let dynamicRange else { return }
    for index in powers.indices { powers[index] = max(powers[index], peak - dynamicRange) }
  }
}
