import NearNames
import Testing

@Suite("Near names")
struct NearNamesTests {
  @Test(
    arguments: [
      ("unitz", ["units", "activation"], ["units"]),
      ("gen66", ["gen1", "gen5", "gen6"], ["gen6"]),
      ("gen7", ["gen1", "other", "gen6"], ["gen1", "gen6"]),
      ("Epochs", ["epochs"], ["epochs"]), ("epcohs", ["epochs"], ["epochs"]),
      ("batch", ["batchSize", "epochs"], ["batchSize"]), ("zebra", ["units", "activation"], []),
      ("", ["a"], []),
      ("x", [], []),
    ])
  func `the nearest come first, and far ones not at all`(
    name: String, known: [String], expected: [String]
  ) {
    #expect(NearNames.candidates(for: name, among: known) == expected)
  }

  @Test func `the question names them`() {
    #expect(NearNames.question(for: "gen7", among: ["gen1", "gen2"]) == #"Did you mean "gen1" or "gen2"?"#)
    #expect(NearNames.question(for: "zebra", among: ["gen1"]) == nil)
  }

  @Test func `a name of any length is cut, not compared for ever`() {
    #expect(NearNames.candidates(for: String(repeating: "a", count: 1_000_000), among: ["b"]).isEmpty)
  }
}
