import Foundation
import Testing

@Suite("earshot report compare and run: end to end")
struct ReportEndToEndTests {
  /// A bench with a second experiment, both trained on two seeds and all folds.
  private func bench() throws -> Workbench {
    let bench = try Workbench()
    try bench.write(
      Workbench.experiment.replacing("\"name\": \"tiny\"", with: "\"name\": \"wider\"")
        .replacing("\"units\": 32", with: "\"units\": 48"), to: "Experiments/wider.json")
    try bench.train("wider", "--seeds", "1..2", "--folds", "all")
    return bench
  }

  @Test func `experiments are compared by name, by file and in every format`() throws {
    let bench = try bench()
    for format in ["text", "markdown", "html", "latex", "csv", "json"] {
      let ending = try bench.earshot(
        "report", "compare", "tiny", "Experiments/wider.json", "--format", format)
      #expect(ending.status == 0 && ending.messages.isEmpty, "\(format): \(ending.messages)")
      #expect(ending.output.contains("tiny") && ending.output.contains("wider"))
    }
    let ending = try bench.earshot("report", "compare", "tiny", "wider", "--json")
    let object = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any]
    let tables = try #require(object?["tables"] as? [[String: Any]])
    #expect(tables.first?["folds"] as? [Int] == [1, 2, 3, 4, 5])
    #expect(tables.first?["seeds"] as? [Int] == [1, 2])
    let pairs = try #require(tables.first?["pairs"] as? [[String: Any]])
    #expect((pairs.first?["validationAccuracyByFold"] as? [Double])?.count == 5)
  }

  @Test func `runs are compared by id, and reported in every format`() throws {
    let bench = try bench()
    let runs = try bench.listing().filter { $0.fold == 5 && $0.seed == 1 }.map(\.name)
    let ending = try bench.earshot("report", "compare", runs[0], runs[1])
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(ending.output.contains("refused: 1 fold < 5"))
    for format in ["text", "markdown", "html", "latex", "csv", "json"] {
      let report = try bench.earshot("report", "run", runs[0], "--format", format)
      #expect(report.status == 0, "\(report.messages)")
      #expect(report.output.contains("whistle"))
    }
  }

  @Test func `what cannot be compared is refused with what can`() throws {
    let bench = try bench()
    let unknown = try bench.earshot("report", "compare", "tiny", "widder")
    #expect(unknown.status == 2 && unknown.output.isEmpty)
    #expect(unknown.messages.contains("Did you mean \"wider\"?"), "\(unknown.messages)")
    // The place is the command's own, not the usage of the whole executable.
    #expect(unknown.messages.hasPrefix("earshot: report compare: found \"widder\"; expected one of "))
    #expect(!unknown.messages.contains("Usage:"))
    let alone = try bench.earshot("report", "compare", "tiny")
    #expect(alone.status == 2 && alone.messages.contains("at least two"))
    let twice = try bench.earshot("report", "compare", "tiny", "Experiments/tiny.json")
    #expect(twice.status == 2 && twice.messages.contains("twice"))
    #expect(twice.messages.hasPrefix("earshot: report compare: found \"tiny\" twice; expected "))
    let run = try bench.earshot("report", "run", "nothing")
    #expect(run.status == 2 && run.messages.contains("earshot runs list"))
  }
}
