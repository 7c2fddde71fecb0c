import JSONText

/// The header of a safetensors file: one JSON object of entries, all of the one shape that the format knows.
///
/// What is read here are weights that somebody may have sent: size and depth are bounded, and a name that
/// stands twice is refused, since readers differ in which of the two they take.
struct SafetensorsHeader {
  struct Entry {
    var name: String
    var type: String
    var shape: [Int]
    var begin: Int
    var end: Int
  }

  /// Bytes and levels of a header, at most: an object of entries, each an object of arrays.
  static let bounds = JSONParser.Bounds(size: 1 << 20, depth: 3)

  var entries: [Entry] = []
  var metadata: [String: String] = [:]

  /// Reads the bytes of a header.
  ///
  /// - Throws: ``SafetensorsError`` with the key path and line of what does not belong there.
  init(_ bytes: ArraySlice<UInt8>) throws(SafetensorsError) {
    guard bytes.first == UInt8(ascii: "{") else {
      let found = bytes.first.map { "byte \($0)" } ?? "the end"
      throw SafetensorsError(
        fault: .header(line: 1, keyPath: "", found: found, expected: "{ at its beginning"))
    }
    // The format allows spaces behind the object, which align the data; to a JSON reader they are nothing.
    var parser = JSONParser(Array(bytes), source: "header", bounds: Self.bounds)
    let node: JSONNode
    do throws(JSONSyntaxError) {
      node = try parser.parse()
    } catch {
      throw SafetensorsError(
        fault: .header(
          line: error.place.line ?? 1, keyPath: error.keyPath, found: error.found, expected: error.expected))
    }
    if let duplicate = parser.duplicates.first {
      throw SafetensorsError(fault: .duplicateName(duplicate.keyPath))
    }
    for member in node.members ?? [] {
      let path = KeyPathText().appending(key: member.name)
      if member.name == "__metadata__" {
        metadata = try Self.metadata(member.node, at: path)
      } else {
        entries.append(try Self.entry(member.name, member.node, at: path))
      }
    }
  }

  private static func metadata(
    _ node: JSONNode, at path: KeyPathText
  ) throws(SafetensorsError) -> [String: String] {
    guard let members = node.members else { throw fault(node, path, expected: "an object of strings") }
    var metadata: [String: String] = [:]
    for member in members {
      guard let text = member.node.string else {
        throw fault(member.node, path.appending(key: member.name), expected: "a string")
      }
      metadata[member.name] = text
    }
    return metadata
  }

  private static func entry(
    _ name: String, _ node: JSONNode, at path: KeyPathText
  ) throws(SafetensorsError) -> Entry {
    let keys = ["dtype", "shape", "data_offsets"]
    let expected = "an object of \(keys.joined(separator: ", "))"
    guard let members = node.members else { throw fault(node, path, expected: expected) }
    for member in members where !keys.contains(member.name) {
      throw fault(member.node, path, found: "the key \"\(member.name.prefix(60))\"", expected: expected)
    }
    guard let type = node["dtype"], let shape = node["shape"], let offsets = node["data_offsets"] else {
      throw fault(node, path, found: "an object of \(members.count) keys", expected: expected)
    }
    guard let type = type.string else {
      throw fault(type, path.appending(key: "dtype"), expected: "a string")
    }
    let range = try counts(offsets, at: path.appending(key: "data_offsets"))
    guard range.count == 2 else {
      throw fault(
        offsets, path.appending(key: "data_offsets"), found: "\(range.count) numbers", expected: "two")
    }
    return Entry(
      name: name, type: type, shape: try counts(shape, at: path.appending(key: "shape")), begin: range[0],
      end: range[1])
  }

  /// An array of whole numbers in `0 ... Int.max`, written in digits alone.
  private static func counts(_ node: JSONNode, at path: KeyPathText) throws(SafetensorsError) -> [Int] {
    guard let elements = node.elements else { throw fault(node, path, expected: "an array of whole numbers") }
    var counts: [Int] = []
    for (index, element) in elements.enumerated() {
      guard case .number(_, let digits) = element.value,
        digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
        let count = Int(digits)
      else {
        throw fault(element, path.appending(index: index), expected: "a whole number in 0...\(Int.max)")
      }
      counts.append(count)
    }
    return counts
  }

  private static func fault(
    _ node: JSONNode, _ path: KeyPathText, found: String? = nil, expected: String
  ) -> SafetensorsError {
    SafetensorsError(
      fault: .header(
        line: node.place.line ?? 1, keyPath: path.description, found: found ?? node.found, expected: expected)
    )
  }
}
