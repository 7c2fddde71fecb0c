import JSONText

extension Form {
  /// An object of 1 to `maximum` members under any names, whose values have this form; in the order of the file.
  func members(atMost maximum: Int) -> Form<[(keyPath: String, domain: Value)]> {
    Form<[(keyPath: String, domain: Value)]>(
      schema: .object([
        "type": .string("object"), "additionalProperties": schema, "minProperties": .integer(1),
        "maxProperties": .integer(maximum),
      ]), placeholder: []
    ) { node, path, problems in
      guard let members = node.members, (1...maximum).contains(members.count) else {
        problems.note(
          node, path, found: node.members.map { "\($0.count) keys" },
          expected: "an object of 1 to \(maximum) keys")
        return []
      }
      return members.map { ($0.name, read($0.node, path.appending(key: $0.name), &problems)) }
    }
  }
}

extension Form where Value == JSONNode {
  /// A value of any kind.
  static var anything: Form {
    Form(schema: .object([:]), placeholder: .null) { node, _, _ in node }
  }
}
