import JSONText

/// Documents that the store holds, as pages show them.
extension JSONNode {
  /// The document in `text`; where it is none, the text itself.
  init(parsing text: String) {
    var parser = JSONParser(Array(text.utf8), source: "store")
    self = (try? parser.parse()) ?? .string(text)
  }

  /// The document's single values with their key paths, keys in order; an array of single values is one, and an
  /// object in an array is called by its name where it has one.
  func leaves(path: KeyPathText = KeyPathText()) -> [(path: String, value: String)] {
    switch value {
    case .object(let members):
      return members.sorted { $0.name < $1.name }
        .flatMap { $0.node.leaves(path: path.appending(key: $0.name)) }
    case .array(let elements):
      guard elements.contains(where: \.isNested) else {
        return [(path.description, elements.map(\.shown).joined(separator: ", "))]
      }
      return elements.enumerated().flatMap { index, element in
        element.withoutName.leaves(path: path.appending(key: element["name"]?.string ?? "\(index + 1)"))
      }
    default: return [(path.description, shown)]
    }
  }

  private var isNested: Bool { members != nil || elements != nil }

  /// The value without the name that its key path tells already.
  private var withoutName: JSONNode {
    guard let members, self["name"]?.string != nil, members.count > 1 else { return self }
    return JSONNode(value: .object(members.filter { $0.name != "name" }), place: place)
  }

  /// A single value as text; what holds others is `null`.
  var shown: String {
    switch value {
    case .string(let text): text
    case .number(_, let text): text
    case .boolean(let flag): "\(flag)"
    case .null, .object, .array: "null"
    }
  }
}
