/// Building and writing JSON values of our own: deterministic, in the order given.
extension JSONNode {
  private static let ours = Place(source: "")

  static func object(_ members: KeyValuePairs<String, JSONNode>) -> JSONNode {
    object(members.map { ($0.key, $0.value) })
  }

  static func object(_ members: [(String, JSONNode)]) -> JSONNode {
    JSONNode(
      value: .object(members.map { Member(name: $0.0, place: ours, node: $0.1) }), place: ours)
  }

  static func array(_ elements: [JSONNode]) -> JSONNode {
    JSONNode(value: .array(elements), place: ours)
  }

  static func string(_ text: String) -> JSONNode { JSONNode(value: .string(text), place: ours) }

  static func integer(_ number: Int) -> JSONNode {
    JSONNode(value: .number(Double(number), text: "\(number)"), place: ours)
  }

  static func integer(_ number: UInt64) -> JSONNode {
    JSONNode(value: .number(Double(number), text: "\(number)"), place: ours)
  }

  /// A number in the shortest digits that read back as the same `Double`; whole ones without a point.
  static func number(_ number: Double) -> JSONNode {
    let text = number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    return JSONNode(value: .number(number, text: text), place: ours)
  }

  static func boolean(_ flag: Bool) -> JSONNode { JSONNode(value: .boolean(flag), place: ours) }

  static var null: JSONNode { JSONNode(value: .null, place: ours) }

  /// The text of this value: indented by two spaces, short arrays and objects on one line.
  func text() -> String {
    write(indentation: 0) + "\n"
  }

  /// The text of this value on one line with object members sorted by name: equal for equal values.
  func canonicalText() -> String {
    switch value {
    case .object(let members):
      let parts = members.sorted { $0.name < $1.name }
        .map { Self.quoted($0.name) + ":" + $0.node.canonicalText() }
      return "{" + parts.joined(separator: ",") + "}"
    case .array(let elements):
      return "[" + elements.map { $0.canonicalText() }.joined(separator: ",") + "]"
    default:
      return oneLine()
    }
  }

  private func write(indentation: Int) -> String {
    let line = oneLine()
    if line.count + indentation <= 100 { return line }
    let inner = String(repeating: " ", count: indentation + 2)
    let outer = String(repeating: " ", count: indentation)
    switch value {
    case .object(let members):
      let parts = members.map {
        inner + Self.quoted($0.name) + ": " + $0.node.write(indentation: indentation + 2)
      }
      return "{\n" + parts.joined(separator: ",\n") + "\n" + outer + "}"
    case .array(let elements):
      let parts = elements.map { inner + $0.write(indentation: indentation + 2) }
      return "[\n" + parts.joined(separator: ",\n") + "\n" + outer + "]"
    default:
      return line
    }
  }

  private func oneLine() -> String {
    switch value {
    case .object(let members):
      let parts = members.map { Self.quoted($0.name) + ": " + $0.node.oneLine() }
      return parts.isEmpty ? "{}" : "{ " + parts.joined(separator: ", ") + " }"
    case .array(let elements): return "[" + elements.map { $0.oneLine() }.joined(separator: ", ") + "]"
    case .string(let text): return Self.quoted(text)
    case .number(_, let text): return text
    case .boolean(let flag): return flag ? "true" : "false"
    case .null: return "null"
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
