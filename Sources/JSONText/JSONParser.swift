/// Reads JSON (RFC 8259) into nodes that know their line.
///
/// Foundation's decoder gives neither lines nor duplicate keys, and what people declare or send needs both.
/// Depth, size and numbers are bounded, so that no input can exhaust the stack or trap.
package struct JSONParser {
  /// How much of a document is read.
  package struct Bounds: Sendable {
    /// Bytes of a document, at most.
    package var size: Int
    /// Arrays and objects inside one another, at most.
    package var depth: Int

    package init(size: Int, depth: Int) {
      self.size = size
      self.depth = depth
    }

    /// Files that people write: 1 MB, 64 levels.
    package static let file = Bounds(size: 1_000_000, depth: 64)
  }

  /// A key written again in its object; the first one counts.
  package struct Duplicate: Hashable, Sendable {
    package var place: Place
    package var keyPath: String
  }

  private enum Step {
    case key(String)
    case index(Int)
  }

  private let bytes: [UInt8]
  private let source: String
  private let bounds: Bounds
  private var position = 0
  private var line = 1
  /// From the document to the value being read.
  private var steps: [Step] = []
  /// Keys written twice in one object, in the order of the file.
  package private(set) var duplicates: [Duplicate] = []

  package init(_ bytes: [UInt8], source: String, bounds: Bounds = .file) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    self.bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
    self.source = source
    self.bounds = bounds
  }

  /// Reads the whole document.
  ///
  /// - Throws: ``JSONSyntaxError`` at the first byte that does not belong there.
  package mutating func parse() throws(JSONSyntaxError) -> JSONNode {
    guard bytes.count <= bounds.size else {
      throw problem(
        found: "\(bytes.count) bytes", expected: "at most \(bounds.size)", remedy: "Is it the right file?")
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw problem(
        found: "bytes that are not UTF-8", expected: "JSON in UTF-8", remedy: "Save the file as UTF-8.")
    }
    let node = try value()
    skipWhitespace()
    guard position == bytes.count else { throw unexpected("the end of the file") }
    return node
  }

  // MARK: Values

  private mutating func value() throws(JSONSyntaxError) -> JSONNode {
    guard steps.count <= bounds.depth else {
      throw problem(
        found: "more than \(bounds.depth) levels of nesting", expected: "at most that many",
        remedy: "Flatten the file.")
    }
    skipWhitespace()
    let place = Place(source: source, line: line)
    guard position < bytes.count else { throw unexpected("a value") }
    let value: JSONNode.Value =
      switch bytes[position] {
      case UInt8(ascii: "{"): try object()
      case UInt8(ascii: "["): try array()
      case UInt8(ascii: "\""): .string(try string())
      case UInt8(ascii: "t"): try word("true", is: .boolean(true))
      case UInt8(ascii: "f"): try word("false", is: .boolean(false))
      case UInt8(ascii: "n"): try word("null", is: .null)
      default: try number()
      }
    return JSONNode(value: value, place: place)
  }

  private mutating func value(at step: Step) throws(JSONSyntaxError) -> JSONNode {
    steps.append(step)
    let node = try value()
    steps.removeLast()
    return node
  }

  private mutating func object() throws(JSONSyntaxError) -> JSONNode.Value {
    position += 1
    var members: [JSONNode.Member] = []
    var names: Set<String> = []
    skipWhitespace()
    if take("}") { return .object([]) }
    while true {
      skipWhitespace()
      let place = Place(source: source, line: line)
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        throw unexpected("a key in double quotes")
      }
      let name = try string()
      skipWhitespace()
      guard take(":") else { throw unexpected("a colon after the key \"\(name.prefix(40))\"") }
      let node = try value(at: .key(name))
      if names.insert(name).inserted {
        members.append(JSONNode.Member(name: name, place: place, node: node))
      } else {
        duplicates.append(Duplicate(place: place, keyPath: keyPath(to: steps + [.key(name)])))
      }
      skipWhitespace()
      if take("}") { return .object(members) }
      guard take(",") else { throw unexpected("a comma or \"}\"") }
    }
  }

  private mutating func array() throws(JSONSyntaxError) -> JSONNode.Value {
    position += 1
    var elements: [JSONNode] = []
    skipWhitespace()
    if take("]") { return .array([]) }
    while true {
      elements.append(try value(at: .index(elements.count)))
      skipWhitespace()
      if take("]") { return .array(elements) }
      guard take(",") else { throw unexpected("a comma or \"]\"") }
    }
  }

  // MARK: Scalars

  private mutating func word(
    _ word: String, is value: JSONNode.Value
  ) throws(JSONSyntaxError) -> JSONNode.Value {
    guard bytes[position...].starts(with: word.utf8) else { throw unexpected("a value") }
    position += word.utf8.count
    return value
  }

  private mutating func number() throws(JSONSyntaxError) -> JSONNode.Value {
    let start = position
    _ = take("-")
    let whole = digits()
    guard whole > 0, whole == 1 || bytes[position - whole] != UInt8(ascii: "0") else {
      position = start
      throw unexpected("a value")
    }
    if take(".") {
      guard digits() > 0 else { throw unexpected("digits after the decimal point") }
    }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      guard digits() > 0 else { throw unexpected("digits of an exponent") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let number = Double(text), number.isFinite else {
      throw problem(
        found: String(text.prefix(40)), expected: "a number below 1.8e308", remedy: "Write a smaller number.")
    }
    return .number(number, text: text)
  }

  private mutating func digits() -> Int {
    let start = position
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
      position += 1
    }
    return position - start
  }

  private mutating func string() throws(JSONSyntaxError) -> String {
    position += 1
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        position += 1
        text.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20:
        throw unexpected("no control character inside a string")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw unexpected("a closing double quote")
  }

  private mutating func escape() throws(JSONSyntaxError) -> Unicode.Scalar {
    guard position < bytes.count else { throw unexpected("an escape") }
    let letter = bytes[position]
    position += 1
    switch letter {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let first = try codeUnit()
      guard UTF16.isLeadSurrogate(first) else {
        if let scalar = Unicode.Scalar(UInt32(first)) { return scalar }
        throw unexpected("a whole pair of surrogates")
      }
      guard take("\\"), take("u") else { throw unexpected("the second half of a pair of surrogates") }
      let second = try codeUnit()
      guard UTF16.isTrailSurrogate(second) else { throw unexpected("a whole pair of surrogates") }
      return UTF16.decode(UTF16.EncodedScalar([first, second]))
    default:
      position -= 1
      throw unexpected("one of the escapes \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
    }
  }

  private mutating func codeUnit() throws(JSONSyntaxError) -> UInt16 {
    let digits = bytes[position...].prefix(4)
    guard digits.count == 4, let text = String(validating: digits, as: UTF8.self),
      text.allSatisfy(\.isHexDigit), let unit = UInt16(text, radix: 16)
    else { throw unexpected("four hexadecimal digits") }
    position += 4
    return unit
  }

  // MARK: Bytes

  private mutating func skipWhitespace() {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\n"): line += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
      default: return
      }
      position += 1
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  // MARK: Problems

  private func keyPath(to steps: [Step]) -> String {
    steps.reduce(KeyPathText()) { path, step in
      switch step {
      case .key(let name): path.appending(key: name)
      case .index(let index): path.appending(index: index)
      }
    }.description
  }

  private func unexpected(_ expected: String) -> JSONSyntaxError {
    problem(found: textAhead, expected: expected, remedy: "Mend the JSON there.")
  }

  /// What stands at the position: some of its line.
  private var textAhead: String {
    guard position < bytes.count else { return "the end of the file" }
    switch bytes[position] {
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return "the end of the line"
    case 0..<0x20: return "control character \(bytes[position])"
    default:
      return "`\(String(decoding: bytes[position...].prefix { $0 >= 0x20 }.prefix(20), as: UTF8.self))`"
    }
  }

  private func problem(found: String, expected: String, remedy: String) -> JSONSyntaxError {
    JSONSyntaxError(
      place: Place(source: source, line: line), keyPath: keyPath(to: steps), found: found,
      expected: expected, remedy: remedy)
  }
}
