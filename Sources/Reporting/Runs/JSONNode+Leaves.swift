import Foundation

extension JSONValue: Decodable {
  /// The document in `text`; where it is none, the text itself.
  init(parsing text: String) {
    self = (try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))) ?? .string(text)
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .boolean(flag)
    } else if let number = try? container.decode(Int.self) {
      self = .integer(number)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .string(text)
    } else if let elements = try? container.decode([JSONValue].self) {
      self = .array(elements)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// The document's single values with their key paths, keys in order; an array of single values is one, and an
  /// object in an array is called by its name where it has one.
  func leaves(path: String = "") -> [(path: String, value: String)] {
    func below(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
    switch self {
    case .object(let members):
      return members.sorted { $0.key < $1.key }.flatMap { $0.value.leaves(path: below($0.key)) }
    case .array(let elements):
      let isNested = elements.contains { element in
        switch element {
        case .object, .array: true
        default: false
        }
      }
      if !isNested { return [(path, elements.map(\.shown).joined(separator: ", "))] }
      return elements.enumerated().flatMap { index, element in
        element.withoutName.leaves(path: below(element.name ?? "\(index + 1)"))
      }
    default: return [(path, shown)]
    }
  }

  private var name: String? {
    if case .object(let members) = self, case .string(let name) = members["name"] { name } else { nil }
  }

  /// The value without the name that its key path tells already.
  private var withoutName: JSONValue {
    guard case .object(var members) = self, name != nil, members.count > 1 else { return self }
    members["name"] = nil
    return .object(members)
  }

  private var shown: String {
    switch self {
    case .string(let text): text
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .boolean(let flag): "\(flag)"
    case .null, .object, .array: "null"
    }
  }
}
