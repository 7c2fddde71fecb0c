import JSONText

/// What reports write as JSON: a number or text that is not there is `null`.
extension JSONNode {
  static func optional(_ number: Double?) -> JSONNode { number.map { .number($0) } ?? .null }

  static func optional(_ number: Int?) -> JSONNode { number.map { .integer($0) } ?? .null }

  static func optional(_ text: String?) -> JSONNode { text.map { .string($0) } ?? .null }

  /// A seed; beyond what JSON readers hold exactly it is still written in full.
  static func seed(_ seed: UInt64) -> JSONNode {
    Int(exactly: seed).map { .integer($0) } ?? .string(String(seed))
  }
}
