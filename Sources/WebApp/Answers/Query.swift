/// What follows the question mark of an address: values by name, as a form sends them.
///
/// Checked in `QueryTests`.
package struct Query: Sendable {
  private let values: [(name: String, value: String)]

  /// The values in `target`, a request's path with all that follows it.
  ///
  /// - Throws: ``Refusal`` where a value is not UTF-8, or its percent signs lead to no bytes.
  package init(of target: String) throws(Refusal) {
    var values: [(name: String, value: String)] = []
    let query = target.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst()
      .prefix { $0 != UInt8(ascii: "#") }
    for pair in query.split(separator: UInt8(ascii: "&")) {
      let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decoded(Array(parts[0])),
        let value = Self.decoded(parts.count == 2 ? Array(parts[1]) : [])
      else {
        throw .query(
          "query", found: String(decoding: pair, as: UTF8.self),
          expected: "values encoded as forms encode them",
          remedy: "Write a percent sign as %25.")
      }
      values.append((name, value))
    }
    self.values = values
  }

  /// The first value called `name` that is not empty; nil where there is none.
  package subscript(_ name: String) -> String? { all(name).first }

  /// The values called `name` that are not empty.
  package func all(_ name: String) -> [String] {
    values.filter { $0.name == name && !$0.value.isEmpty }.map(\.value)
  }

  /// The address `path` with these values, those in `changes` changed; nil takes one away.
  package func address(_ path: String, _ changes: KeyValuePairs<String, String?>) -> String {
    let changed = Set(changes.map(\.key))
    let pairs =
      values.filter { !changed.contains($0.name) && !$0.value.isEmpty }
      + changes.compactMap { name, value in value.map { (name, $0) } }
    let query = pairs.map { Self.encoded($0.0) + "=" + Self.encoded($0.1) }.joined(separator: "&")
    return query.isEmpty ? path : path + "?" + query
  }

  /// `text` as a part of an address.
  package static func encoded(_ text: String) -> String {
    text.utf8.reduce(into: "") { result, byte in
      let isPlain =
        byte < 0x80 && (Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber)
      if isPlain || "-._~".utf8.contains(byte) {
        result.unicodeScalars.append(UnicodeScalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
  }

  /// The whole number called `name`, or `standard` where there is none.
  ///
  /// - Throws: ``Refusal`` for what is no number in `range`.
  package func number(_ name: String, in range: ClosedRange<Int>, or standard: Int) throws(Refusal) -> Int {
    guard let text = self[name] else { return standard }
    guard let number = Int(text), range.contains(number) else {
      throw .query(
        name, found: text, expected: "a whole number in \(range.lowerBound)...\(range.upperBound)",
        remedy: "Leave it out for \(standard).")
    }
    return number
  }

  /// The number called `name`, such as -3.5; nil where there is none.
  ///
  /// - Parameters:
  ///   - range: Where it may lie; between whole numbers.
  ///   - unit: What it counts, in a word.
  /// - Throws: ``Refusal`` for what is no number in `range`.
  package func decimal(
    _ name: String, in range: ClosedRange<Double>, unit: String
  ) throws(Refusal) -> Double? {
    guard let text = self[name] else { return nil }
    guard let number = Double(text), range.contains(number) else {
      throw .query(
        name, found: text,
        expected: "\(Int(range.lowerBound))...\(Int(range.upperBound)) \(unit)",
        remedy: "Leave it out where it is not known.")
    }
    return number
  }

  private static func decoded(_ text: [UInt8]) -> String? {
    var bytes: [UInt8] = []
    var index = 0
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard index + 2 < text.count,
          let byte = UInt8(String(decoding: text[index + 1...index + 2], as: UTF8.self), radix: 16),
          text[index + 1] != UInt8(ascii: "+")
        else { return nil }
        bytes.append(byte)
        index += 2
      case let byte: bytes.append(byte)
      }
      index += 1
    }
    guard !bytes.contains(0) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }
}
