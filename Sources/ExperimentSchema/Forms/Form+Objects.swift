import JSONText
import NearNames

/// Reads the members of one object, or, where there is none, describes them.
struct ObjectReader {
  fileprivate struct Source {
    var node: JSONNode
    var path: KeyPathText
    var problems: [ExperimentError.Problem] = []
  }

  fileprivate var source: Source?
  /// The members that were asked for.
  fileprivate var names: [String] = []
  /// Their schemas; empty where there is a source.
  fileprivate var properties: [(String, JSONNode)] = []
  fileprivate var requiredNames: [String] = []

  /// The member `name`, which must be there.
  mutating func required<Value>(_ name: String, _ form: Form<Value>, _ documentation: String) -> Value {
    requiredNames.append(name)
    return member(name, form, documentation) { source in
      source.problems.note(
        source.node, source.path.appending(key: name), found: "nothing", expected: documentation,
        remedy: "Add the key.")
      return form.placeholder
    }
  }

  /// The member `name`, or `absent` where it is left out.
  mutating func optional<Value>(
    _ name: String, _ form: Form<Value>, default absent: Value, _ documentation: String
  ) -> Value {
    member(name, form, documentation) { _ in absent }
  }

  private mutating func member<Value>(
    _ name: String, _ form: Form<Value>, _ documentation: String, ifAbsent: (inout Source) -> Value
  ) -> Value {
    names.append(name)
    guard source != nil else {
      properties.append((name, form.schema.documented(documentation)))
      return form.placeholder
    }
    guard let node = source?.node[name] else { return ifAbsent(&source!) }
    let path = source!.path.appending(key: name)
    return form.read(node, path, &source!.problems)
  }
}

extension Form {
  /// An object whose members `body` reads, and no others but `ignored`.
  static func object(ignoring ignored: [String] = [], _ body: @escaping (inout ObjectReader) -> Value) -> Form
  {
    func describe() -> (description: ObjectReader, placeholder: Value) {
      var description = ObjectReader()
      let placeholder = body(&description)
      return (description, placeholder)
    }
    return Form(
      schema: describe().description.objectSchema(ignoring: ignored), placeholder: describe().placeholder
    ) {
      node, path, problems in
      guard node.members != nil else {
        problems.note(node, path, expected: "an object")
        return describe().placeholder
      }
      var reader = ObjectReader(source: ObjectReader.Source(node: node, path: path))
      let value = body(&reader)
      problems.append(contentsOf: reader.source!.problems)
      problems.noteUnknownKeys(of: node, path, known: reader.names, ignored: ignored)
      return value
    }
  }

  /// An object of one of several kinds, which its member `type` names; without one it is of the first kind where
  /// that `isFirstDefault`.
  static func tagged(
    _ variants: [(type: String, body: (inout ObjectReader) -> Value)], isFirstDefault: Bool = false
  ) -> Form {
    let types = variants.map(\.type)
    let objects = variants.map { object(ignoring: ["type"], $0.body) }
    let required = [("required", JSONNode.array([.string("type")]))]
    return Form(
      schema: .object(
        [("type", .string("object"))] + (isFirstDefault ? [] : required) + [
          (
            "oneOf",
            .array(
              zip(types, objects).enumerated().map { index, variant in
                variant.1.schema.tagged(variant.0, isRequired: isFirstDefault && index > 0)
              })
          )
        ]), placeholder: objects[0].placeholder
    ) { node, path, problems in
      guard node.members != nil else {
        problems.note(node, path, expected: "an object")
        return objects[0].placeholder
      }
      guard let type = node["type"] else {
        if isFirstDefault { return objects[0].read(node, path, &problems) }
        problems.note(
          node, path.appending(key: "type"), found: "nothing", expected: "one of \(enumeration(types))",
          remedy: "Add the key.")
        return objects[0].placeholder
      }
      guard let choice = type.string.flatMap({ types.firstIndex(of: $0) }) else {
        problems.noteChoice(type, path.appending(key: "type"), among: types)
        return objects[0].placeholder
      }
      return objects[choice].read(node, path, &problems)
    }
  }
}

extension [ExperimentError.Problem] {
  /// Notes that `node` is none of `names`, with the near ones.
  mutating func noteChoice(_ node: JSONNode, _ path: KeyPathText, among names: [String]) {
    let offer = node.string.flatMap { NearNames.question(for: $0, among: names) }
    note(node, path, expected: "one of \(enumeration(names))", remedy: offer ?? "")
  }

  fileprivate mutating func noteUnknownKeys(
    of node: JSONNode, _ path: KeyPathText, known: [String], ignored: [String]
  ) {
    for member in node.members ?? [] where !known.contains(member.name) && !ignored.contains(member.name) {
      append(
        ExperimentError.Problem(
          place: member.place, keyPath: path.appending(key: member.name).description,
          found: "an unknown key", expected: known.isEmpty ? "no key" : "one of \(enumeration(known))",
          remedy: NearNames.question(for: member.name, among: known) ?? "Delete it."))
    }
  }
}

extension ObjectReader {
  fileprivate func objectSchema(ignoring ignored: [String]) -> JSONNode {
    let extra = ignored.filter { $0 != "type" }.map { ($0, JSONNode.object(["type": .string("string")])) }
    var members: [(String, JSONNode)] = [
      ("type", .string("object")), ("additionalProperties", .boolean(false)),
      ("properties", .object(extra + properties)),
    ]
    if !requiredNames.isEmpty { members.append(("required", .array(requiredNames.map { .string($0) }))) }
    return .object(members)
  }
}

extension JSONNode {
  /// A schema with its meaning in words.
  fileprivate func documented(_ documentation: String) -> JSONNode {
    guard let members else { return self }
    return .object([("description", .string(documentation))] + members.map { ($0.name, $0.node) })
  }

  /// An object's schema with a member `type` that must read `type`, and that must be there where it `isRequired`.
  fileprivate func tagged(_ type: String, isRequired: Bool) -> JSONNode {
    let members = (members ?? []).map { member in
      guard member.name == "properties" else { return (member.name, member.node) }
      let tag = ("type", JSONNode.object(["const": .string(type)]))
      return (member.name, .object([tag] + (member.node.members ?? []).map { ($0.name, $0.node) }))
    }
    guard isRequired else { return .object(members) }
    var names = [JSONNode.string("type")]
    if case .array(let others)? = self["required"]?.value { names += others }
    return .object(members.filter { $0.0 != "required" } + [("required", .array(names))])
  }
}

private func enumeration(_ names: [String]) -> String { names.joined(separator: ", ") }
