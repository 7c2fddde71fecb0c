/// A JSON value that remembers where it was written, so that a message can lead there.
struct JSONNode {
  var value: Value
  var place: Place

  enum Value {
    case object([Member])
    case array([JSONNode])
    case string(String)
    /// A number, with its digits as written: `1` and `1.0` differ.
    case number(Double, text: String)
    case boolean(Bool)
    case null
  }

  /// One `"name": value` of an object, in the order of the file.
  struct Member {
    var name: String
    var place: Place
    var node: JSONNode
  }

  /// The value of member `name`, or nil where this is no object or has none.
  subscript(_ name: String) -> JSONNode? {
    guard case .object(let members) = value else { return nil }
    return members.first { $0.name == name }?.node
  }

  var members: [Member]? {
    if case .object(let members) = value { members } else { nil }
  }

  var string: String? {
    if case .string(let text) = value { text } else { nil }
  }

  /// What a message says was found.
  var found: String {
    switch value {
    case .object: "an object"
    case .array(let elements): elements.isEmpty ? "an empty array" : "an array"
    case .string(let text): "\"\(text.prefix(60))\""
    case .number(_, let text): String(text.prefix(40))
    case .boolean(let flag): flag ? "true" : "false"
    case .null: "null"
    }
  }
}

/// Where a value was written.
public struct Place: Hashable, Sendable {
  /// A file's path, or an override as it was given, such as `-S training.epochs=20`.
  public var source: String
  /// The line, from 1; nil where the source is no file.
  public var line: Int?

  /// Line `line` of `source`.
  public init(source: String, line: Int? = nil) {
    self.source = source
    self.line = line
  }
}
