import JSONText
import SeededRandom
import TestSupport
import Testing

@Suite("JSON writing")
struct JSONNodeWritingTests {
  static let node: JSONNode = .object([
    "b": .array([.integer(1), .number(0.1), .number(-2), .number(1e300)]), "a": .object(KeyValuePairs()),
    "ü \"\\\n\u{1}": .array([.null, .boolean(true), .string("/")]),
  ])

  @Test func `compact text keeps the order of members, canonical text sorts it`() {
    #expect(
      Self.node.compactText()
        == #"{"b":[1,0.1,-2,1e+300],"a":{},"ü \"\\\n\u0001":[null,true,"/"]}"#)
    #expect(
      Self.node.canonicalText()
        == #"{"a":{},"b":[1,0.1,-2,1e+300],"ü \"\\\n\u0001":[null,true,"/"]}"#)
  }

  @Test func `what fits a line stands on one`() {
    #expect(
      Self.node.text()
        == #"{ "b": [1, 0.1, -2, 1e+300], "a": {}, "ü \"\\\n\u0001": [null, true, "/"] }"# + "\n")
    let long = JSONNode.string(String(repeating: "x", count: 60))
    #expect(
      JSONNode.object(["list": .array([long, long]), "n": .integer(1)]).text() == """
        {
          "list": [
            \(long.compactText()),
            \(long.compactText())
          ],
          "n": 1
        }

        """)
  }

  @Test func `a value of a hundred bytes stands on one line, a longer one on several`() {
    func lineCount(_ length: Int) -> Int {
      // `{ "k": ["xxx"] }` has 13 bytes beside the text.
      let text = JSONNode.object(["k": .array([.string(String(repeating: "x", count: length))])]).text()
      return text.split(separator: "\n").count
    }
    #expect(lineCount(100 - 13) == 1)
    #expect(lineCount(101 - 13) == 3)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `a number that JSON has no digits for is written as text`(number: Double) {
    #expect(JSONNode.number(number).compactText() == "\"\(number)\"")
  }

  @Test func `seeds beyond what a Double holds keep every digit`() {
    #expect(JSONNode.integer(UInt64.max).compactText() == "18446744073709551615")
  }

  @Test(
    "random values read back from each of their texts", .tags(.property), arguments: 0..<200 as Range<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var random = RandomStream(seed: seed, purpose: .synthesis)
    let node = JSONNode.random(depth: 5, using: &random)
    for text in [node.text(), node.compactText()] {
      var parser = JSONParser(Array(text.utf8), source: "again")
      let again = try parser.parse()
      #expect(again.compactText() == node.compactText())
      #expect(again.text() == node.text())
      #expect(parser.duplicates.isEmpty)
    }
    var parser = JSONParser(Array(node.canonicalText().utf8), source: "again")
    #expect(try parser.parse().canonicalText() == node.canonicalText())
  }

  @Test("mutated texts are read or refused, and never stop the program", .tags(.property))
  func mutations() {
    var random = RandomStream(seed: 9, purpose: .synthesis)
    var refusals = 0
    for _ in 0..<2000 {
      var bytes = Array(JSONNode.random(depth: 5, using: &random).text().utf8)
      for _ in 0...random.integer(below: 4) {
        let place = random.integer(below: bytes.count)
        switch random.integer(below: 3) {
        case 0: bytes[place] = UInt8(random.integer(below: 256))
        case 1: bytes.insert(Array("{}[]\":,0-e.\\nu".utf8)[random.integer(below: 14)], at: place)
        default: bytes.removeSubrange(place..<min(bytes.count, place + 3))
        }
        if bytes.isEmpty { bytes = [0x7B] }
      }
      var parser = JSONParser(bytes, source: "mutated")
      do throws(JSONSyntaxError) {
        _ = try parser.parse()
      } catch {
        refusals += 1
        #expect(error.place.source == "mutated" && !error.found.isEmpty && !error.expected.isEmpty)
      }
    }
    #expect(refusals > 500)
  }
}

extension JSONNode {
  fileprivate static func random(depth: Int, using random: inout RandomStream) -> JSONNode {
    switch random.integer(below: depth > 0 ? 7 : 5) {
    case 0: .null
    case 1: .boolean(random.integer(below: 2) == 0)
    case 2: .integer(random.integer(below: 2_000_000) - 1_000_000)
    case 3:
      .number(Double(random.integer(below: 1 << 30)) / Double(1 + random.integer(below: 1 << 30)))
    case 4: .string(String((0..<random.integer(below: 20)).map { _ in letters[random.integer(below: 12)] }))
    case 5: .array((0..<random.integer(below: 9)).map { _ in .random(depth: depth - 1, using: &random) })
    default:
      .object(
        (0..<random.integer(below: 6)).map { ("key \($0)", .random(depth: depth - 1, using: &random)) })
    }
  }

  private static let letters: [Character] = [
    "a", "Z", "0", " ", "\"", "\\", "\n", "\u{0}", "\u{1F}", "ü", "日", "🦉",
  ]
}
