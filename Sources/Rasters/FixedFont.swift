/// Letters of 7 by 13 pixels, for pictures that must not depend on what fonts a machine has.
///
/// Source: misc-fixed 7x13 of the X Window System, public domain. Checked in `RasterTests`.
public enum FixedFont {
  /// Pixels from one letter to the next.
  public static let advance = 7
  /// Pixels from a line's highest to its lowest.
  public static let height = 13
  /// Pixels from the highest to the baseline.
  public static let ascent = 11

  private static let rows = [UInt32: [UInt8]](
    uniqueKeysWithValues: zip(codes.joined(), HexadecimalDigits.bytes(of: glyphs).chunked(by: height)))
  /// What stands for characters that have no glyph: an empty frame.
  private static let missing: [UInt8] = [0, 0, 0x3E] + Array(repeating: 0x22, count: 7) + [0x3E, 0, 0]

  /// The rows of a character from above; the leftmost of seven pixels is bit 6.
  static func rows(of scalar: Unicode.Scalar) -> [UInt8] { rows[scalar.value] ?? missing }

  /// Pixels that `text` takes from left to right.
  public static func width(of text: String) -> Int { text.unicodeScalars.count * advance }
}
