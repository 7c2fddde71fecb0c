/// The header of a safetensors file: one JSON object, read by hand.
///
/// A general JSON reader takes the first of two equal keys and any depth; what is read here are weights that
/// somebody may have sent. So there is no recursion, every entry is of the one shape that the format knows, and
/// nothing is allocated beyond the header's own size.
struct SafetensorsHeader {
  struct Entry {
    var name: String
    var type = ""
    var shape: [Int] = []
    var begin = 0
    var end = 0
  }

  var entries: [Entry] = []
  var metadata: [String: String] = [:]

  /// Reads the bytes of a header.
  ///
  /// - Throws: ``SafetensorsError`` with the offset of the first byte that does not belong there.
  init(_ bytes: ArraySlice<UInt8>) throws(SafetensorsError) {
    var scanner = JSONScanner(bytes)
    var names: Set<String> = []
    try scanner.object { scanner, name throws(SafetensorsError) in
      guard names.insert(name).inserted else { throw SafetensorsError(fault: .duplicateName(name)) }
      if name == "__metadata__" {
        try scanner.object { scanner, key throws(SafetensorsError) in
          let value = try scanner.string()
          guard metadata.updateValue(value, forKey: key) == nil else {
            throw SafetensorsError(fault: .duplicateName(key))
          }
        }
      } else {
        entries.append(try Self.entry(name, &scanner))
      }
    }
    // The format allows spaces behind the header, which align the data.
    try scanner.expectEnd()
  }

  private static func entry(
    _ name: String, _ scanner: inout JSONScanner
  ) throws(SafetensorsError) -> Entry {
    var entry = Entry(name: name)
    var keys: Set<String> = []
    let start = scanner.offset
    try scanner.object { scanner, key throws(SafetensorsError) in
      guard keys.insert(key).inserted else { throw SafetensorsError(fault: .duplicateName("\(name).\(key)")) }
      switch key {
      case "dtype": entry.type = try scanner.string()
      case "shape": entry.shape = try scanner.numbers()
      case "data_offsets":
        let offset = scanner.offset
        let numbers = try scanner.numbers()
        guard numbers.count == 2 else {
          throw scanner.fault("\(numbers.count) numbers", expected: "two data_offsets", at: offset)
        }
        (entry.begin, entry.end) = (numbers[0], numbers[1])
      default:
        throw scanner.fault("the key \"\(key)\"", expected: "dtype, shape or data_offsets")
      }
    }
    guard keys.count == 3 else {
      throw scanner.fault(
        "an entry of \(keys.count) keys", expected: "dtype, shape and data_offsets", at: start)
    }
    return entry
  }
}

/// Reads the small part of JSON that a safetensors header is made of.
struct JSONScanner {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// Bytes read so far.
  var offset: Int { position - bytes.startIndex }

  /// Reads an object and calls `member` where each value begins; `member` must read it.
  mutating func object(
    _ member: (inout JSONScanner, _ key: String) throws(SafetensorsError) -> Void
  ) throws(SafetensorsError) {
    try expect("{")
    if take("}") { return }
    while true {
      let key = try string()
      try expect(":")
      try member(&self, key)
      if take("}") { return }
      try expect(",")
    }
  }

  /// Reads an array of integers in `0 ... Int.max`.
  mutating func numbers() throws(SafetensorsError) -> [Int] {
    try expect("[")
    var numbers: [Int] = []
    if take("]") { return numbers }
    while true {
      numbers.append(try number())
      if take("]") { return numbers }
      try expect(",")
    }
  }

  /// Reads a string with its escapes.
  mutating func string() throws(SafetensorsError) -> String {
    try expect("\"")
    let start = offset
    var units: [UInt8] = []
    while true {
      let byte = try next("the end of a string")
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: units, as: UTF8.self) else {
          throw fault("bytes that are no UTF-8", expected: "a string", at: start)
        }
        return text
      case UInt8(ascii: "\\"): try escape(into: &units)
      case 0..<0x20:
        throw fault("control character \(byte)", expected: "an escaped one", at: offset - 1)
      default: units.append(byte)
      }
    }
  }

  /// Fails unless only spaces are left.
  mutating func expectEnd() throws(SafetensorsError) {
    skipSpaces()
    guard position == bytes.endIndex else {
      throw fault(description(of: bytes[position]), expected: "the end")
    }
  }

  func fault(_ found: String, expected: String, at offset: Int? = nil) -> SafetensorsError {
    SafetensorsError(fault: .header(offset: offset ?? self.offset, found: found, expected: expected))
  }

  // MARK: Pieces

  private mutating func escape(into units: inout [UInt8]) throws(SafetensorsError) {
    let byte = try next("an escape")
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(byte)
    case UInt8(ascii: "n"): units.append(0x0A)
    case UInt8(ascii: "t"): units.append(0x09)
    case UInt8(ascii: "r"): units.append(0x0D)
    case UInt8(ascii: "b"): units.append(0x08)
    case UInt8(ascii: "f"): units.append(0x0C)
    case UInt8(ascii: "u"):
      var code = try hexadecimal()
      if (0xD800..<0xDC00).contains(code) {
        guard try next("a surrogate") == UInt8(ascii: "\\"), try next("a surrogate") == UInt8(ascii: "u")
        else {
          throw fault("half a surrogate pair", expected: "both halves")
        }
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low) else {
          throw fault("half a surrogate pair", expected: "both halves")
        }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else {
        throw fault("half a surrogate pair", expected: "both halves")
      }
      units.append(contentsOf: Array(String(Character(scalar)).utf8))
    default:
      throw fault("the escape \\\(description(of: byte))", expected: "an escape of JSON", at: offset - 1)
    }
  }

  private mutating func hexadecimal() throws(SafetensorsError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(try next("four hexadecimal digits"))).hexDigitValue else {
        throw fault("no hexadecimal digit", expected: "four of them", at: offset - 1)
      }
      code = code << 4 + UInt32(digit)
    }
    return code
  }

  private mutating func number() throws(SafetensorsError) -> Int {
    skipSpaces()
    let start = offset
    var value = 0
    var digits = 0
    while position < bytes.endIndex, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
      let (tens, tensOverflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow) = tens.addingReportingOverflow(Int(bytes[position] - UInt8(ascii: "0")))
      guard !tensOverflow, !overflow else {
        throw fault("a number beyond \(Int.max)", expected: "a smaller one", at: start)
      }
      value = sum
      digits += 1
      position += 1
    }
    guard digits > 0 else {
      throw fault(
        position < bytes.endIndex ? description(of: bytes[position]) : "the end", expected: "a whole number")
    }
    return value
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(SafetensorsError) {
    guard !take(character) else { return }
    throw fault(
      position < bytes.endIndex ? description(of: bytes[position]) : "the end", expected: "\(character)")
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpaces()
    guard position < bytes.endIndex, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func next(_ expected: String) throws(SafetensorsError) -> UInt8 {
    guard position < bytes.endIndex else { throw fault("the end", expected: expected) }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func skipSpaces() {
    while position < bytes.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  private func description(of byte: UInt8) -> String {
    (0x21..<0x7F).contains(byte) ? "\"\(Character(Unicode.Scalar(byte)))\"" : "byte \(byte)"
  }
}
