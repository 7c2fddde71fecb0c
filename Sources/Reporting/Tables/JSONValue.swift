import Foundation

/// A JSON document under construction: keys are stable, a number that is not there is `null`.
enum JSONValue: Encodable {
  case object([String: JSONValue])
  case array([JSONValue])
  case string(String)
  case integer(Int)
  case number(Double)
  case boolean(Bool)
  case null

  static func optional(_ number: Double?) -> JSONValue {
    number.map { $0.isFinite ? .number($0) : .string("\($0)") } ?? .null
  }

  static func optional(_ number: Int?) -> JSONValue { number.map { .integer($0) } ?? .null }

  static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  /// A seed; beyond what JSON readers hold exactly it is still written in full.
  static func seed(_ seed: UInt64) -> JSONValue {
    Int(exactly: seed).map { .integer($0) } ?? .string(String(seed))
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .object(let members): try container.encode(members)
    case .array(let elements): try container.encode(elements)
    case .string(let text): try container.encode(text)
    case .integer(let number): try container.encode(number)
    case .number(let number): try container.encode(number)
    case .boolean(let flag): try container.encode(flag)
    case .null: try container.encodeNil()
    }
  }

  /// The document, keys sorted, every digit of a number kept, a newline at the end.
  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Only numbers that are not finite fail to encode, and `optional` lets none in.
    guard let data = try? encoder.encode(self) else { return "null\n" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
