import Foundation
import RunStore
import SeededRandom
import Testing

@Suite("Run filter: errors have a place")
struct RunFilterParserTests {
  @Test(arguments: [
    ("", 0, "the end", "a name"), ("acuracy > 1", 0, "\"acuracy\"", "a column of runSummary"),
    ("seed", 4, "the end", "=, !=, <"), ("seed =", 6, "the end", "a number: seed is one"),
    ("seed = 'one'", 7, "the text \"one\"", "a number: seed is one"),
    ("seed = one", 7, "\"one\"", "a number"),
    ("corpus = 1", 9, "1", "a text in quotes"), ("corpus = and", 9, "\"and\"", "a text in quotes"),
    ("seed = 1 seed = 2", 9, "\"seed\"", "and, or, or the end"),
    ("(seed = 1", 9, "the end", "closing parenthesis"),
    ("seed = 1)", 8, "\")\"", "the end"), ("seed in 1", 8, "1", "a list in parentheses"),
    ("seed in (1", 10, "the end", "a comma"), ("seed in ()", 9, "\")\"", "a number"),
    ("seed like 1", 10, "1", "is one"),
    ("seed ! 1", 5, "\"!\"", "!="), ("seed = 1e999", 7, "\"1e999\"", "a number"),
    ("seed = 0x10", 7, "\"0x10\"", "a number"),
    ("corpus = 'esc10", 9, "a text without an end", "closing '"),
    ("corpus = 'a\\n'", 11, "a backslash", "\\\\"),
    ("seed = 1 & fold = 2", 9, "\"&\"", "a sign"), ("not", 3, "the end", "a name"),
    ("seed not = 1", 9, "\"=\"", "in, like"),
    ("tag < 'a'", 4, "\"<\"", "tag has no order"), ("status > running", 7, "\">\"", "status has no order"),
    ("status = runing", 9, "\"runing\"", "a status"),
    ("startedAt > 'yesterday'", 12, "the text", "a time in UTC"),
    ("startedAt > '2026-13-01'", 12, "the text", "a time in UTC"),
    ("startedAt > 5", 12, "5", "a time in quotes"),
    ("best(validation.speed) > 1", 5, "\"validation.speed\"", "a metric with a best value"),
    ("best(validation.accuracy > 1", 25, "\">\"", "a closing parenthesis"),
    ("validation > 1", 0, "\"validation\"", "metric"),
    ("training = 1", 0, "\"training\"", "a setting such as"),
    ("training..epochs = 1", 0, "\"training..epochs\"", "single dots"),
    ("seed < none", 5, "\"<\"", "= or != before none"), ("run.seed = 1", 0, "\"run.seed\"", "a column"),
  ])
  func `is refused`(filter: String, position: Int, found: String, expected: String) {
    let error = #expect(throws: RunFilterError.self) { try RunCondition(parsing: filter) }
    #expect(error?.position == position)
    #expect(error?.found.hasPrefix(found) == true)
    #expect(error?.expected.contains(expected) == true)
  }

  @Test func `the message shows the text and marks the place, whatever is in it`() throws {
    let error = #expect(throws: RunFilterError.self) {
      try RunCondition(parsing: "corpus = \"esc10\" und seed = 1")
    }
    #expect(
      error?.description
        == "filter: found \"und\"; expected and, or, or the end.\n  corpus = \"esc10\" und seed = 1\n"
        + "                   ^")
    let hostile = #expect(throws: RunFilterError.self) {
      try RunCondition(parsing: String(repeating: "\u{1B}\n\u{202E}", count: 100) + "\u{7}")
    }
    let text = try #require(hostile?.description)
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
    #expect(text.split(separator: "\n").count == 3)
  }

  @Test(arguments: [
    (String(repeating: "(", count: 100_000), "at most 10 000"),
    (String(repeating: "(", count: 9000), "at most 64 parentheses"),
    (String(repeating: "not ", count: 2000) + "seed = 1", "at most 64 parentheses"),
    (Array(repeating: "seed=1", count: 300).joined(separator: " or "), "at most 250 comparisons"),
    ("seed in (" + Array(repeating: "1", count: 500).joined(separator: ",") + ")", "at most 400 values"),
    ("training" + String(repeating: ".a", count: 20) + " = 1", "2...16 keys"),
  ])
  func `sizes are bounded`(filter: String, expected: String) {
    let error = #expect(throws: RunFilterError.self) { try RunCondition(parsing: filter) }
    #expect(error?.expected.contains(expected) == true)
  }

  @Test func `the largest filter there may be is one that SQLite takes`() throws {
    let list = Array(repeating: "1", count: 400).joined(separator: ",")
    let comparisons = Array(repeating: "seed=1", count: 248).joined(separator: " or ")
    let nested =
      String(repeating: "not(", count: 31) + "tag = a and seed in (\(list)) and (\(comparisons))"
      + String(repeating: ")", count: 31)
    let store = try RunStore.inMemory()
    try StoreFixture.begin(["a"], in: store)
    #expect(try store.runSummaries(RunFilter(condition: RunCondition(parsing: nested))).count == 1)
  }

  @Test func `two thousand mutated filters are read, or refused with a place`() throws {
    let store = try RunStore.inMemory()
    try StoreFixture.begin(["a", "b"], in: store)
    let seeds = [
      #"validation.accuracy > 0.4 and corpus = "esc10" and not tag = "bad""#,
      #"best(validation.loss) <= 1e-3 or (status in (completed, 'lost') and startedAt >= "2026-11-01")"#,
      #"training.epochs != 20 and model.layers.dropout1.rate = none or id like 'gen%' and reason contains "\"x\"""#,
    ]
    let pieces = [
      "(", ")", "not ", " and ", " or ", "in", "=", "!=", "<", ",", "'", "\"", "\\", "none", "1e", "-", ".",
      "best(", "\u{0}",
      "é", "\u{1F468}\u{200D}\u{1F469}", "; DROP TABLE run; --", "%", "?", ":a", "9999999999999999999",
      "\u{301}", "*/",
    ]
    var random = RandomStream(seed: 1, purpose: .splitting)
    var accepted = 0
    for round in 0..<2000 {
      var letters = Array(seeds[round % seeds.count])
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0...letters.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0 where place < letters.count: letters.remove(at: place)
        case 1 where place < letters.count:
          letters.replaceSubrange(place..., with: Array(letters[place...].shuffled(using: &random)))
        default: letters.insert(contentsOf: pieces.randomElement(using: &random) ?? "", at: place)
        }
      }
      let filter = String(letters)
      do throws(RunFilterError) {
        let condition = try RunCondition(parsing: filter)
        accepted += 1
        do throws(RunStoreError) {
          _ = try store.runSummaries(RunFilter(condition: condition))
        } catch {
          // A name that no run has; whatever else SQLite says of it would be our fault.
          switch error {
          case .noSuchSetting, .noSuchMetric: break
          default: Issue.record("\(filter.debugDescription): \(error)")
          }
        }
      } catch {
        #expect((0...filter.count).contains(error.position), "\(filter.debugDescription)")
        #expect(!error.description.unicodeScalars.contains("\u{0}"))
      }
    }
    #expect(accepted > 20 && accepted < 1980)
    #expect(try store.runSummaries().count == 2)
  }
}
