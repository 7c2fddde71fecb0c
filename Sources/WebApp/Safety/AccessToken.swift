/// The secret by which the server knows those who may change something.
///
/// Checked in `RequestGateTests`.
package struct AccessToken: Sendable {
  /// What it is.
  package let text: String

  /// The fewest letters of a token that a user chooses.
  static let leastLength = 16

  /// A token of 256 random bits.
  package init() {
    var random = SystemRandomNumberGenerator()
    text = (0..<4).map { _ in
      let digits = String(random.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// A token that somebody chose; nil where it is too short, or holds what no header can.
  package init?(_ text: String) {
    let isPlain = text.utf8.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-._~".utf8.contains(byte)
    }
    guard text.utf8.count >= Self.leastLength, text.utf8.count <= 256, isPlain else { return nil }
    self.text = text
  }

  /// Whether `other` is the token; it takes the same time however much of it is right.
  package func matches(_ other: String) -> Bool {
    let (own, other) = (Array(text.utf8), Array(other.utf8))
    guard own.count == other.count else { return false }
    return zip(own, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
