/// A JSON value that remembers where it was written, so that a message can lead there.
package struct JSONNode: Sendable {
  package var value: Value
  package var place: Place

  package init(value: Value, place: Place) {
    self.value = value
    self.place = place
  }

  package enum Value: Sendable {
    case object([Member])
    case array([JSONNode])
    case string(String)
    /// A number, with its digits as written: `1` and `1.0` differ.
    case number(Double, text: String)
    case boolean(Bool)
    case null
  }

  /// One `"name": value` of an object, in the order of the file.
  package struct Member: Sendable {
    package var name: String
    package var place: Place
    package var node: JSONNode

    package init(name: String, place: Place, node: JSONNode) {
      self.name = name
      self.place = place
      self.node = node
    }
  }
}

extension JSONNode {
  /// The value of member `name`, or nil where this is no object or has none.
  package subscript(_ name: String) -> JSONNode? {
    guard case .object(let members) = value else { return nil }
    return members.first { $0.name == name }?.node
  }

  package var members: [Member]? {
    if case .object(let members) = value { members } else { nil }
  }

  package var elements: [JSONNode]? {
    if case .array(let elements) = value { elements } else { nil }
  }

  package var string: String? {
    if case .string(let text) = value { text } else { nil }
  }

  /// What a message says was found.
  package var found: String {
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
