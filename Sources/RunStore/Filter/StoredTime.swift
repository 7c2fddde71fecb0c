/// A time as filters give it, and as the store's texts compare with it.
struct StoredTime {
  /// The beginning of the day or minute that was given, or the second: `2026-11-01T00:00:00Z`.
  let start: String
  /// What the stored text of every time in that day, minute or second begins with.
  let prefix: String

  /// The time written `2026-11-01`, `2026-11-01T14:30`, `2026-11-01T14:30:05` or with a Z at the end; a space may stand for
  /// the T. Nil where it is none of these, or no date of the calendar.
  init?(_ text: String) {
    var bytes = Array(text.utf8)
    if bytes.count > 10, bytes.last == UInt8(ascii: "Z") { bytes.removeLast() }
    if bytes.count > 10, bytes[10] == UInt8(ascii: " ") { bytes[10] = UInt8(ascii: "T") }
    guard [10, 16, 19].contains(bytes.count) else { return nil }
    for (index, byte) in bytes.enumerated() {
      switch index {
      case 4, 7: guard byte == UInt8(ascii: "-") else { return nil }
      case 10: guard byte == UInt8(ascii: "T") else { return nil }
      case 13, 16: guard byte == UInt8(ascii: ":") else { return nil }
      default: guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      }
    }
    func number(_ index: Int) -> Int { Int(bytes[index] - 48) * 10 + Int(bytes[index + 1] - 48) }
    guard (1...12).contains(number(5)), (1...31).contains(number(8)),
      bytes.count < 16 || number(11) < 24 && number(14) < 60, bytes.count < 19 || number(17) < 60
    else { return nil }
    prefix = String(decoding: bytes, as: UTF8.self)
    start = prefix + String("0000-00-00T00:00:00Z".dropFirst(bytes.count))
  }
}
