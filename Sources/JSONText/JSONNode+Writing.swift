/// Writing values: deterministic, members in the order given, numbers in the digits they came with.
extension JSONNode {
  /// The text of this value: indented by two spaces; a value of at most 100 bytes, its indentation
  /// counted, on one line.
  package func text() -> String {
    var writer = JSONWriter()
    writer.write(self, indentation: 0)
    return String(decoding: writer.bytes, as: UTF8.self) + "\n"
  }

  /// The text of this value on one line, without spaces.
  package func compactText() -> String {
    var writer = JSONWriter()
    writer.writeCompactly(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The compact text of this value with object members sorted by name: equal for equal values.
  package func canonicalText() -> String { sorted().compactText() }
}

private struct JSONWriter {
  private static let lineLength = 100

  private(set) var bytes: [UInt8] = []

  /// Writes `node` on one line where it fits behind `indentation` spaces, else over several.
  mutating func write(_ node: JSONNode, indentation: Int) {
    let start = bytes.count
    if writeLine(node, upTo: start + Self.lineLength - indentation) { return }
    bytes.removeLast(bytes.count - start)
    switch node.value {
    case .object(let members):
      writeBlock(members, "{", "}", indentation: indentation) { writer, member in
        writer.quote(member.name)
        writer.append(": ")
        writer.write(member.node, indentation: indentation + 2)
      }
    case .array(let elements):
      writeBlock(elements, "[", "]", indentation: indentation) { writer, element in
        writer.write(element, indentation: indentation + 2)
      }
    default:
      writeScalar(node.value)
    }
  }

  private mutating func writeBlock<Item>(
    _ items: [Item], _ open: String, _ close: String, indentation: Int,
    item write: (inout JSONWriter, Item) -> Void
  ) {
    append(open)
    for (index, item) in items.enumerated() {
      append(index == 0 ? "\n" : ",\n")
      append(String(repeating: " ", count: indentation + 2))
      write(&self, item)
    }
    append("\n" + String(repeating: " ", count: indentation) + close)
  }

  /// Writes `node` on one line, or gives up as soon as it passes `end`; then a part of it is written.
  private mutating func writeLine(_ node: JSONNode, upTo end: Int) -> Bool {
    switch node.value {
    case .object(let members):
      append(members.isEmpty ? "{" : "{ ")
      for (index, member) in members.enumerated() {
        if index > 0 { append(", ") }
        quote(member.name)
        append(": ")
        guard writeLine(member.node, upTo: end) else { return false }
      }
      append(members.isEmpty ? "}" : " }")
    case .array(let elements):
      append("[")
      for (index, element) in elements.enumerated() {
        if index > 0 { append(", ") }
        guard writeLine(element, upTo: end) else { return false }
      }
      append("]")
    default:
      writeScalar(node.value)
    }
    return bytes.count <= end
  }

  mutating func writeCompactly(_ node: JSONNode) {
    switch node.value {
    case .object(let members):
      append("{")
      for (index, member) in members.enumerated() {
        if index > 0 { append(",") }
        quote(member.name)
        append(":")
        writeCompactly(member.node)
      }
      append("}")
    case .array(let elements):
      append("[")
      for (index, element) in elements.enumerated() {
        if index > 0 { append(",") }
        writeCompactly(element)
      }
      append("]")
    default:
      writeScalar(node.value)
    }
  }

  private mutating func writeScalar(_ value: JSONNode.Value) {
    switch value {
    case .string(let text): quote(text)
    case .number(_, let text): append(text)
    case .boolean(let flag): append(flag ? "true" : "false")
    case .null, .object, .array: append("null")
    }
  }

  private mutating func quote(_ text: String) {
    append("\"")
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case UInt8(ascii: "\n"): append("\\n")
      case UInt8(ascii: "\r"): append("\\r")
      case UInt8(ascii: "\t"): append("\\t")
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
      default: bytes.append(byte)
      }
    }
    append("\"")
  }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
