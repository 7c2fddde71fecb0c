import ArgumentParser
import Foundation

/// A number of bytes as a user writes it: `500MB`, `1.5 GB`, `0`; units are powers of 1000, or of 1024 with an `i`.
struct ByteSize {
  var bytes: Int

  private static let units: [(name: String, bytes: Double)] = [
    ("tib", 0x1p40), ("gib", 0x1p30), ("mib", 0x1p20), ("kib", 0x1p10), ("tb", 1e12), ("gb", 1e9),
    ("mb", 1e6), ("kb", 1e3), ("b", 1), ("", 1),
  ]

  init(bytes: Int) { self.bytes = bytes }

  /// The size that `argument` writes.
  init(parsing argument: String) throws {
    let text = argument.lowercased()
    guard let unit = Self.units.first(where: { text.hasSuffix($0.name) }),
      let number = Double(text.dropLast(unit.name.count).trimmingCharacters(in: .whitespaces)),
      number.isFinite, number >= 0, number * unit.bytes <= 1e18
    else {
      throw ValidationError("expected a number of bytes, such as 500MB, 2.5GB or 0, at most 10^18.")
    }
    bytes = Int(number * unit.bytes)
  }
}

extension ByteSize: CustomStringConvertible {
  var description: String {
    for (name, size) in [("GB", 1e9), ("MB", 1e6), ("kB", 1e3)] where Double(bytes) >= size {
      return String(format: "%.4g %@", Double(bytes) / size, name)
    }
    return "\(bytes) bytes"
  }
}
