import JSONText
import TestSupport
import Testing

/// The document in `text`, with the keys that it writes twice.
private func parse(
  _ text: String, bounds: JSONParser.Bounds = .file
) throws(JSONSyntaxError) -> (node: JSONNode, duplicates: [JSONParser.Duplicate]) {
  var parser = JSONParser(Array(text.utf8), source: "file", bounds: bounds)
  let node = try parser.parse()
  return (node, parser.duplicates)
}

@Suite("JSON parser")
struct JSONParserTests {
  @Test func `every value and key knows its line`() throws {
    let (node, _) = try parse("{ \"a\": 1,\n\n  \"b\": [true,\n    null], \"c\":\r\n {} }\n")
    let members = try #require(node.members)
    #expect(members.map(\.name) == ["a", "b", "c"])
    #expect(members.map { $0.place.line ?? 0 } == [1, 3, 4])
    #expect(node["c"]?.place.line == 5)
    #expect(node["b"]?.elements?.map { $0.place.line ?? 0 } == [3, 4])
    #expect(node["b"]?.place == Place(source: "file", line: 3))
  }

  @Test func `of a key written twice the first value counts, and the second is told with its path`() throws {
    let text = """
      { "a": 1, "list": [{}, { "b": 1,
        "b": 2, "b": 3 }],
        "a": 4 }
      """
    let (node, duplicates) = try parse(text)
    #expect(node["a"]?.found == "1" && node["list"]?.elements?[1]["b"]?.found == "1")
    #expect(duplicates.map(\.keyPath) == ["list[1].b", "list[1].b", "a"])
    #expect(duplicates.map { $0.place.line } == [2, 2, 3])
  }

  @Test(
    "what is no JSON is refused with place, finding and expectation",
    arguments: [
      ("", "file:1: found the end of the file; expected a value. Mend the JSON there."),
      ("[1,\n", "file:2: found the end of the file; expected a value. Mend the JSON there."),
      ("{\"a\":1}x", "file:1: found `x`; expected the end of the file. Mend the JSON there."),
      ("{\n}\n]", "file:3: found `]`; expected the end of the file. Mend the JSON there."),
      ("{ a: 1 }", "file:1: found `a: 1 }`; expected a key in double quotes. Mend the JSON there."),
      ("{\"a\" 1}", "file:1: found `1}`; expected a colon after the key \"a\". Mend the JSON there."),
      ("{\"a\":1 2}", "file:1: found `2}`; expected a comma or \"}\". Mend the JSON there."),
      ("[1 2]", "file:1: found `2]`; expected a comma or \"]\". Mend the JSON there."),
      ("[1,]", "file:1: found `]`; expected a value. Mend the JSON there."),
      (
        "\"a\u{1}\"",
        "file:1: found control character 1; expected no control character inside a string. Mend the JSON there."
      ),
      (
        "[\"a\nb\"]",
        "file:1: found the end of the line; expected no control character inside a string. Mend the JSON there."
      ),
      ("-1e999", "file:1: found -1e999; expected a number below 1.8e308. Write a smaller number."),
    ])
  func refusal(text: String, message: String) {
    do throws(JSONSyntaxError) {
      _ = try parse(text)
      Issue.record("accepted \(text)")
    } catch {
      #expect(error.description == message)
    }
  }

  @Test func `a refusal knows the keys that lead to it`() {
    let error = #expect(throws: JSONSyntaxError.self) { try parse("{\"a\":[1,{\"b\":tru}]}") }
    #expect(error?.keyPath == "a[1].b")
  }

  @Test func `bytes that are not UTF-8 are refused, a mark of UTF-8 is passed over`() throws {
    var latin = JSONParser([0x22, 0xE9, 0x22], source: "file")
    #expect(throws: JSONSyntaxError.self) { try latin.parse() }
    var marked = JSONParser([0xEF, 0xBB, 0xBF, 0x37], source: "file")
    #expect(try marked.parse().found == "7")
  }

  @Test(arguments: [0, 1, 3, 64], [-1, 0, 1, 100_000])
  func `nesting is bounded`(depth: Int, beyond: Int) throws {
    // The outermost array holds no level; `depth` levels lie within it.
    let count = max(1, depth + 1 + beyond)
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
      let text = String(repeating: open, count: count - 1) + "[]" + String(repeating: close, count: count - 1)
      let error = Result { try parse(text, bounds: .init(size: 1_000_000, depth: depth)) }
      if beyond <= 0 {
        #expect(throws: Never.self) { try error.get() }
      } else {
        let refusal = #expect(throws: JSONSyntaxError.self) { try error.get() }
        #expect(refusal?.found == "more than \(depth) levels of nesting")
      }
    }
  }

  @Test func `size is bounded`() throws {
    #expect(try parse("[1,2]", bounds: .init(size: 5, depth: 1)).node.elements?.count == 2)
    #expect(throws: JSONSyntaxError.self) { try parse("[1,2]", bounds: .init(size: 4, depth: 1)) }
  }

  @Test(
    arguments: [
      (#""\u00e9""#, "é"), (#""\ud83e\udd89""#, "🦉"), (#""\/\b\f\r\n\t\"\\""#, "/\u{8}\u{C}\r\n\t\"\\"),
    ])
  func `escapes are read`(literal: String, text: String) throws {
    #expect(try parse(literal).node.string == text)
  }

  @Test(
    arguments: [
      #""\ud83e""#, #""\ud83ex""#, #""\ud83e\u0041""#, #""\udd89""#, #""\u12g4""#, #""\u+123""#, #""\x""#,
      "\"\u{1}\"", "\"open",
    ])
  func `broken strings are refused`(literal: String) {
    #expect(throws: JSONSyntaxError.self) { try parse(literal) }
  }

  @Test(arguments: ["0", "-0", "10", "1.50", "1e3", "-2E-2", "1.5e+300", "18446744073709551615"])
  func `numbers keep their digits`(literal: String) throws {
    let (node, _) = try parse(literal)
    guard case .number(let number, literal) = node.value else {
      Issue.record("\(node.found)")
      return
    }
    #expect(number == Double(literal))
  }

  @Test(arguments: ["01", "-", "+1", "1.", ".5", "1e", "1e+", "0x10", "NaN", "Infinity", "--1", "tru", "nul"])
  func `what is no JSON number or word is refused`(literal: String) {
    #expect(throws: JSONSyntaxError.self) { try parse(literal) }
  }
}
