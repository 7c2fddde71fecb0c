import Foundation

/// Powers as decibels, `10 log10(power / reference)`, with a lower limit and a range below the peak.
///
/// Source: `librosa.power_to_db` 0.11. Checked in `LogMelSpectrogramGoldenTests`.
public struct Decibels: Sendable, Hashable, Codable {
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

  /// Throws unless the reference and the floor are positive, and the dynamic range is where there is one.
  func check(under keyPath: String) throws(FrontEndError) {
    for (name, value) in [("reference", reference), ("floor", floor), ("dynamicRange", dynamicRange ?? 1)] {
      guard value > 0, value.isFinite else {
        throw .setting(
          keyPath: keyPath + ".decibels." + name, found: "\(value)", expected: "a number above 0",
          remedy: "Leave it out for librosa's.")
      }
    }
  }

  /// Replaces powers by decibels.
  public func apply(to powers: inout [Float]) {
    let offset = 10 * log10(max(floor, reference))
    powers.withUnsafeMutableBufferPointer { powers in
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
}
