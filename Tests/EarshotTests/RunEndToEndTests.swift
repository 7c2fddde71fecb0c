import Foundation
import TestSupport
import Testing

@Suite("earshot run: end to end")
struct RunEndToEndTests {
  @Test func `a run leaves a table, a store and a folder that says all about it`() throws {
    let bench = try Workbench()
    let ending = try bench.earshot("run", "tiny", "--corpus", "tones")
    #expect(ending.status == 0, "\(ending.messages)")
    let name = try #require(bench.runNames.first)
    #expect(bench.runNames == [name])
    #expect(name.wholeMatch(of: /tiny-tones-s1-f5-[0-9a-f]{8}/) != nil)
    #expect(ending.output.contains(name))
    #expect(ending.output.contains("completed"))
    let files = try FileManager.default.contentsOfDirectory(
      atPath: bench.runs.appending(path: name).path)
    #expect(
      files.sorted() == [
        "checkpoint.safetensors", "experiment.json", "lock", "log.jsonl", "model.json",
        "model.safetensors", "provenance.json", "run.sqlite",
      ])

    let provenance = try bench.object("Runs/\(name)/provenance.json")
    #expect(
      Set(provenance.keys).isSuperset(
        of: [
          "code", "commandLine", "corpusDigest", "environment", "libraries", "machine", "threads",
        ]))
    let model = try bench.object("Runs/\(name)/model.json")
    #expect(model["classes"] as? [String] == SmallCorpus.classNames)
    let log = try String(contentsOf: bench.runs.appending(path: "\(name)/log.jsonl"), encoding: .utf8)
    let events = try log.split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
      return object?["event"]
    }
    #expect(events == ["started", "completed"])
  }

  @Test func `the resolved experiment of a run is an experiment that gives the same run`() throws {
    let bench = try Workbench()
    let first = try bench.train("-S", "training.epochs=3")[0]
    let copy = "Runs/\(first.name)/experiment.json"
    let again = try bench.earshot("run", copy, "--json")
    #expect(again.status == 0, "\(again.messages)")
    let second = try JSONDecoder().decode([RunEntry].self, from: Data(again.output.utf8))[0]
    #expect(second.epochs == 3)
    #expect(try bench.weightsDigest(of: second.name) == bench.weightsDigest(of: first.name))
  }

  @Test func `list, page and history hold the numbers that the run printed`() throws {
    let bench = try Workbench()
    let trained = try bench.train()[0]
    let listed = try bench.listing()
    #expect(listed.count == 1)
    #expect(listed[0].name == trained.name)
    #expect(listed[0].validationAccuracy == trained.validationAccuracy)
    #expect(listed[0].trainAccuracy == trained.trainAccuracy)

    let history = try bench.earshot("report", "history", "--format", "json")
    #expect(history.status == 0, "\(history.messages)")
    let generation = try generation(in: history)
    let measured = try #require(generation["documentedProtocol"] as? [String: Any])
    #expect(
      try mean("validationAccuracy", of: measured) == trained.validationAccuracy, "\(measured)")
    #expect(try mean("trainAccuracy", of: measured) == trained.trainAccuracy)
    let percent = String(format: "%.2f", try #require(trained.validationAccuracy) * 100)
    for format in ["text", "markdown"] {
      let report = try bench.earshot("report", "history", "--format", format)
      #expect(report.status == 0)
      #expect(report.output.contains(percent), "\(format)")
      #expect(report.output.contains("reference only"))
    }
    let page = try bench.earshot("runs", "show", trained.name)
    #expect(page.status == 0)
    #expect(page.output.contains(percent))
  }

  @Test func `a report goes to a file with -o, and not to standard output`() throws {
    let bench = try Workbench()
    try bench.train()
    let ending = try bench.earshot("report", "history", "--format", "markdown", "-o", "history.md")
    #expect(ending.status == 0)
    #expect(ending.output.isEmpty)
    let text = try String(contentsOf: bench.url.appending(path: "history.md"), encoding: .utf8)
    #expect(text.hasPrefix("# One small generation"))
  }

  @Test func `an experiment named twice is run once`() throws {
    let runs = try Workbench().train("all", "Experiments/tiny.json")
    #expect(runs.count == 1)
  }

  @Test func `seeds and folds make a run each`() throws {
    let bench = try Workbench()
    let runs = try bench.train("--seeds", "1..2", "--folds", "all")
    let places = runs.map { "\($0.seed) \($0.fold)" }
    #expect(places == [1, 2].flatMap { seed in (1...5).map { "\(seed) \($0)" } })
    #expect(runs.allSatisfy { $0.status == "completed" })
  }

  @Test func `--needed does what no finished run answers`() throws {
    let bench = try Workbench()
    try bench.train("--seeds", "1,2")
    let more = try bench.train("--seeds", "1..3", "--needed")
    #expect(more.map(\.seed) == [3])
    #expect(try bench.train("--seeds", "1..3", "--needed").isEmpty)
    #expect(try bench.train("--seeds", "1", "--needed", "-S", "training.epochs=5").count == 1)
    // The documented split and --folds 5 are one protocol.
    #expect(try bench.train("--seeds", "1..3", "--folds", "5", "--needed").isEmpty)
  }

  @Test func `a repeat is a replay: the report counts it once`() throws {
    let bench = try Workbench()
    for _ in 0..<2 { try bench.train("--seeds", "1,2") }
    #expect(try bench.listing().count == 4)
    let history = try bench.earshot("report", "history", "--format", "json")
    let measured = try #require(generation(in: history)["documentedProtocol"] as? [String: Any])
    #expect(measured["seeds"] as? [Int] == [1, 2])
    #expect((measured["runs"] as? [String])?.count == 2)
  }

  @Test func `an override never slips into a generation's row`() throws {
    let bench = try Workbench()
    try bench.train("-S", "training.epochs=2")
    try bench.train("-S", "model.layers.dropout.rate=0.5")
    let history = try bench.earshot("report", "history", "--format", "json")
    #expect(try generation(in: history)["documentedProtocol"] is NSNull)
    // Written out, a setting that is the file's own changes nothing.
    let same = try bench.train("-S", "training.epochs=4")[0]
    let report = try bench.earshot("report", "history", "--format", "json")
    let measured = try #require(generation(in: report)["documentedProtocol"] as? [String: Any])
    #expect(try mean("validationAccuracy", of: measured) == same.validationAccuracy)
  }

  @Test func `a dry run prints costs and leaves nothing`() throws {
    let bench = try Workbench()
    let ending = try bench.earshot(
      "run", "tiny", "--corpus", "tones", "--seeds", "1..3", "--folds", "all", "--dry-run", "--json")
    #expect(ending.status == 0, "\(ending.messages)")
    let entries = try #require(
      try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [[String: Any]])
    #expect(entries.count == 1)
    #expect(entries[0]["runs"] as? Int == 15)
    #expect(entries[0]["parameters"] as? Int == 129 * 32 + 32 + 32 * 3 + 3)
    #expect(entries[0]["macsPerExample"] as? Int == 129 * 32 + 32 * 3)
    let parameterBytes = 4 * 4259
    #expect(try #require(entries[0]["arenaBytes"] as? Int) > parameterBytes)
    #expect(entries[0]["operations"] == nil)
    #expect(!FileManager.default.fileExists(atPath: bench.runs.path))
  }

  @Test func `a dry run explains its plan where asked, and only a dry run does`() throws {
    let bench = try Workbench()
    let ending = try bench.earshot("run", "tiny", "--corpus", "tones", "--dry-run", "--explain")
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(ending.output.contains("hidden: product + bias + relu"), "\(ending.output)")
    let refused = try bench.earshot("run", "tiny", "--corpus", "tones", "--explain")
    #expect(refused.status == 2 && refused.messages.contains("--dry-run"))
  }

  @Test(.tags(.slow)) func `the synthetic corpus written out trains generation 6`() throws {
    let bench = try Workbench()
    let written = try bench.earshot("corpus", "synthesize", "written", "--sources", "5", "--takes", "1")
    #expect(written.status == 0, "\(written.messages)")
    let check = try bench.earshot("corpus", "check", "written", "--json")
    #expect(check.status == 0, "\(check.output)")
    let ending = try bench.earshot(
      "run", "gen6", "--experiments", Self.shippedExperiments.path, "--corpus", "written", "--classes",
      "original32", "-S", "training.epochs=2", "--json")
    #expect(ending.status == 0, "\(ending.messages)")
    let runs = try JSONDecoder().decode([RunEntry].self, from: Data(ending.output.utf8))
    #expect(runs.map(\.status) == ["completed"])
  }

  // MARK: Reading the report

  private static let shippedExperiments = URL(filePath: #filePath).appending(path: "../../../Experiments")
    .standardizedFileURL

  private func generation(in report: EarshotProcess.Ending) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any]
    let tables = try #require(object?["tables"] as? [[String: Any]])
    let generations = try #require(tables.first?["generations"] as? [[String: Any]])
    return try #require(generations.first)
  }

  private func mean(_ metric: String, of measured: [String: Any]) throws -> Double {
    let summary = try #require(measured[metric] as? [String: Any], "\(measured)")
    return try #require(summary["mean"] as? Double)
  }
}
