/// Reads the tables that scripts have written as text.
enum HexadecimalDigits {
  /// The bytes that pairs of small hexadecimal digits stand for.
  static func bytes(of digits: StaticString) -> [UInt8] {
    digits.withUTF8Buffer { digits in
      digits.map { $0 < UInt8(ascii: "a") ? $0 - UInt8(ascii: "0") : $0 - UInt8(ascii: "a") + 10 }
        .chunked(by: 2).map { $0[0] << 4 | $0[1] }
    }
  }
}

extension Array {
  /// The elements in groups of `count`, all of them full.
  func chunked(by count: Int) -> [[Element]] {
    precondition(self.count % count == 0, "a table has whole entries")
    return stride(from: 0, to: self.count, by: count).map { Array(self[$0..<$0 + count]) }
  }
}
