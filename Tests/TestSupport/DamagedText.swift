/// Texts as a careless hand, a torn copy or an enemy leaves them: bytes and pieces changed, doubled and lost, numbers
/// that no program expects.
public struct DamagedText: Sequence, IteratorProtocol {
  private let original: [UInt8]
  private var remaining: Int
  private var state: UInt64

  /// `count` damaged copies of `original`, which is not empty; the same for the same seed.
  public init(_ original: [UInt8], count: Int, seed: UInt64) {
    precondition(!original.isEmpty, "nothing to damage")
    self.original = original
    remaining = count
    state = seed
  }

  public mutating func next() -> [UInt8]? {
    guard remaining > 0 else { return nil }
    remaining -= 1
    var bytes = original
    for _ in 0..<1 + number(below: 6) { damage(&bytes) }
    return bytes
  }

  private static let strangers = [
    "-1", "1e999", "9223372036854775808", "-9223372036854775809", "1e-400", "0.1", "null", "\"\"", "[]", "{}",
    "\"\\u0000\"", "\"\\ud800\"", "true", "[[[[[[[[", "{\"a\":{\"a\":", "\u{202E}", "NaN",
  ]

  private mutating func damage(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    let place = number(below: bytes.count)
    let end = Swift.min(bytes.count, place + 1 + number(below: 40))
    switch number(below: 8) {
    case 0: bytes[place] = UInt8(number(below: 256))
    case 1: bytes[place] ^= 1 << UInt8(number(below: 8))
    case 2: bytes.remove(at: place)
    case 3: bytes.insert(Array("{}[]\":,0-e.\\n".utf8)[number(below: 13)], at: place)
    case 4: bytes.removeSubrange(place..<end)
    case 5: bytes.insert(contentsOf: bytes[place..<end], at: number(below: bytes.count))
    case 6: bytes.removeSubrange(place...)
    default: replaceValue(in: &bytes, after: place)
    }
  }

  /// Replaces the number or text that begins after `place` by a stranger.
  private mutating func replaceValue(in bytes: inout [UInt8], after place: Int) {
    guard let colon = bytes[place...].firstIndex(of: UInt8(ascii: ":")) else { return }
    let rest = bytes[(colon + 1)...]
    let end = rest.firstIndex { ",}]\n".utf8.contains($0) } ?? bytes.count
    bytes.replaceSubrange((colon + 1)..<end, with: Self.strangers[number(below: Self.strangers.count)].utf8)
  }

  /// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
  private mutating func number(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }
}
