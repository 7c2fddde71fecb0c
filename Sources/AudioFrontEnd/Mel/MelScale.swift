import Foundation

/// A scale of pitch as it is heard.
public enum MelScale: String, Sendable, Hashable, Codable, CaseIterable {
  /// Linear to 1000 Hz, logarithmic above (Slaney, *Auditory Toolbox*, 1998).
  case slaney
  /// `2595 log10(1 + f / 700)` (the HTK book).
  case htk

  /// Returns the pitch of `frequency`, in mel of this scale.
  ///
  /// - Parameter frequency: Hz; at least 0.
  public func mel(frequency: Double) -> Double {
    switch self {
    case .htk: 2_595 * log10(1 + frequency / 700)
    case .slaney:
      frequency < 1_000 ? frequency * 3 / 200 : 15 + log(frequency / 1_000) * 27 / log(6.4)
    }
  }

  /// Returns the frequency in Hz of the pitch `mel`.
  public func frequency(mel: Double) -> Double {
    switch self {
    case .htk: 700 * (pow(10, mel / 2_595) - 1)
    case .slaney: mel < 15 ? mel * 200 / 3 : 1_000 * exp((mel - 15) * log(6.4) / 27)
    }
  }
}
