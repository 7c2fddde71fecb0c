/// Reads JSON (RFC 8259) into nodes that know their line.
///
/// Foundation's decoder gives neither lines nor duplicate keys, and an experiment needs both. Depth, size
/// and numbers are bounded, so that no input can exhaust the stack or trap.
struct JSONParser {
  /// Bytes of a document, at most: 1 MB.
  static let greatestSize = 1_000_000
  /// Arrays and objects inside one another, at most.
  static let greatestDepth = 64

  private let bytes: [UInt8]
  private let source: String
  private var position = 0
  private var line = 1
  /// Keys written twice in one object; the first one counts.
  private(set) var duplicates: [ExperimentError.Problem] = []

  init(_ bytes: [UInt8], source: String) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    self.bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
    self.source = source
  }

  /// Reads the whole document.
  mutating func parse() throws(ExperimentError) -> JSONNode {
    guard bytes.count <= Self.greatestSize else {
      throw problem(
        found: "\(bytes.count) bytes", expected: "at most \(Self.greatestSize)",
        remedy: "Is it the right file?")
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw problem(
        found: "bytes that are not UTF-8", expected: "JSON in UTF-8", remedy: "Save the file as UTF-8.")
    }
    let node = try value(depth: 0, keyPath: [])
    skipWhitespace()
    guard position == bytes.count else { throw unexpected("the end of the file") }
    return node
  }

  // MARK: Values

  private mutating func value(depth: Int, keyPath: [String]) throws(ExperimentError) -> JSONNode {
    guard depth <= Self.greatestDepth else {
      throw problem(
        found: "more than \(Self.greatestDepth) levels of nesting", expected: "at most that many",
        remedy: "Flatten the file.")
    }
    skipWhitespace()
    let place = Place(source: source, line: line)
    guard position < bytes.count else { throw unexpected("a value") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return try object(depth: depth, keyPath: keyPath, place: place)
    case UInt8(ascii: "["): return try array(depth: depth, keyPath: keyPath, place: place)
    case UInt8(ascii: "\""): return JSONNode(value: .string(try string()), place: place)
    case UInt8(ascii: "t"): return JSONNode(value: try word("true", is: .boolean(true)), place: place)
    case UInt8(ascii: "f"): return JSONNode(value: try word("false", is: .boolean(false)), place: place)
    case UInt8(ascii: "n"): return JSONNode(value: try word("null", is: .null), place: place)
    default: return JSONNode(value: try number(), place: place)
    }
  }

  private mutating func object(
    depth: Int, keyPath: [String], place: Place
  ) throws(ExperimentError) -> JSONNode {
    position += 1
    var members: [JSONNode.Member] = []
    var names: Set<String> = []
    skipWhitespace()
    if take("}") { return JSONNode(value: .object([]), place: place) }
    while true {
      skipWhitespace()
      let keyPlace = Place(source: source, line: line)
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        throw unexpected("a key in double quotes")
      }
      let name = try string()
      skipWhitespace()
      guard take(":") else { throw unexpected("a colon after the key \"\(name.prefix(40))\"") }
      let node = try value(depth: depth + 1, keyPath: keyPath + [name])
      if names.insert(name).inserted {
        members.append(JSONNode.Member(name: name, place: keyPlace, node: node))
      } else {
        duplicates.append(
          ExperimentError.Problem(
            place: keyPlace, keyPath: (keyPath + [name]).joined(separator: "."),
            found: "the key a second time",
            expected: "each key once", remedy: "Delete one of the two."))
      }
      skipWhitespace()
      if take("}") { return JSONNode(value: .object(members), place: place) }
      guard take(",") else { throw unexpected("a comma or \"}\"") }
    }
  }

  private mutating func array(
    depth: Int, keyPath: [String], place: Place
  ) throws(ExperimentError) -> JSONNode {
    position += 1
    var elements: [JSONNode] = []
    skipWhitespace()
    if take("]") { return JSONNode(value: .array([]), place: place) }
    while true {
      elements.append(try value(depth: depth + 1, keyPath: keyPath + ["[\(elements.count)]"]))
      skipWhitespace()
      if take("]") { return JSONNode(value: .array(elements), place: place) }
      guard take(",") else { throw unexpected("a comma or \"]\"") }
    }
  }

  // MARK: Scalars

  private mutating func word(
    _ word: String, is value: JSONNode.Value
  ) throws(ExperimentError) -> JSONNode.Value {
    guard bytes[position...].starts(with: word.utf8) else { throw unexpected("a value") }
    position += word.utf8.count
    return value
  }

  private mutating func number() throws(ExperimentError) -> JSONNode.Value {
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

  private mutating func string() throws(ExperimentError) -> String {
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

  private mutating func escape() throws(ExperimentError) -> Unicode.Scalar {
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

  private mutating func codeUnit() throws(ExperimentError) -> UInt16 {
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

  private func unexpected(_ expected: String) -> ExperimentError {
    let found =
      position < bytes.count
      ? String(
        decoding: bytes[position...].prefix { $0 >= 0x20 && $0 != UInt8(ascii: "\n") }.prefix(20),
        as: UTF8.self)
      : nil
    return problem(
      found: found.map { $0.isEmpty ? "the end of the line" : "`\($0)`" } ?? "the end of the file",
      expected: expected, remedy: "Mend the JSON there.")
  }

  private func problem(found: String, expected: String, remedy: String) -> ExperimentError {
    ExperimentError(problems: [
      ExperimentError.Problem(
        place: Place(source: source, line: line), keyPath: "", found: found, expected: expected,
        remedy: remedy)
    ])
  }
}
