import ContentDigest
import ExperimentSchema
import Foundation
import Reporting
import RunStore
import Testing

@Suite("History report: what counts, what is missing, what is harmless")
struct HistoryReportTests {
  func report(
    _ fixture: HistoryFixture, _ experiments: [Experiment], claims: [Claim] = [], corpora: [String]? = nil
  ) throws -> HistoryReport {
    try HistoryReport.make(
      history: History(title: "A history", experiments: experiments.map(\.name), claims: claims),
      experiments: experiments, store: fixture.store, corpora: corpora, digest: HistoryFixture.digest)
  }

  @Test func `an empty store says what to run`() throws {
    let fixture = try HistoryFixture()
    let report = try report(fixture, [HistoryFixture.experiment("gen1")])
    #expect(report.tables.isEmpty)
    #expect(report.text().contains("earshot run all"))
    #expect(report.markdown.contains("earshot run all") && report.json.contains("earshot run all"))
    let filtered = try self.report(fixture, [HistoryFixture.experiment("gen1")], corpora: ["my corpus"])
    #expect(filtered.remedy?.hasSuffix("earshot run all --corpus 'my corpus'") == true)
  }

  @Test func `runs of another configuration, and repeats, do not slip in`() throws {
    let fixture = try HistoryFixture()
    try fixture.add("gen1", seed: 1, validation: 0.25)
    try fixture.add("gen1", seed: 1, validation: 0.5)
    try fixture.add("gen1", seed: 2, validation: 0.75, digest: ContentDigest(of: "an override"))
    let row = try #require(try report(fixture, [HistoryFixture.experiment("gen1")]).tables.first?.rows.first)
    #expect(row.documented?.seeds == [1] && row.documented?.validationAccuracy?.mean == 0.5)
    #expect(row.documented?.validationAccuracy?.seedDeviation == nil)
  }

  @Test func `seeds and folds are averaged apart`() throws {
    let fixture = try HistoryFixture()
    for seed in 1...2 as ClosedRange<UInt64> {
      for fold in 1...5 {
        try fixture.add("gen1", seed: seed, fold: fold, validation: Double(seed) / 8 + Double(fold) / 16)
      }
    }
    try fixture.add("gen1", seed: 3, fold: 1, validation: 0)
    let table = try #require(try report(fixture, [HistoryFixture.experiment("gen1")]).tables.first)
    let spread = try #require(table.rows[0].allFolds?.validationAccuracy)
    #expect(table.rows[0].allFolds?.seeds == [1, 2])
    #expect(spread.mean == 0.375)
    #expect(abs(try #require(spread.seedDeviation) - 0.125 / 2.0.squareRoot()) < 1e-15)
    #expect(abs(try #require(spread.foldDeviation) - 2.5.squareRoot() / 16) < 1e-15)
    #expect(
      table.notes.map(\.problem) == [
        "2 seeds on fold 5, a verdict needs 3",
        "seed 3 lacks fold 2..5: left out of the mean over all folds",
      ])
  }

  @Test func `a split that validates on several folds is measured by the runs that report its lowest`() throws
  {
    let fixture = try HistoryFixture()
    var experiment = HistoryFixture.experiment("gen1")
    experiment.split = Split(train: [1, 2, 3], validation: [5, 4])
    for seed in 1...3 as ClosedRange<UInt64> { try fixture.add("gen1", seed: seed, fold: 4, validation: 0.5) }
    let row = try #require(try report(fixture, [experiment]).tables.first?.rows.first)
    #expect(row.documented?.folds == [4])
    #expect(row.documented?.seeds == [1, 2, 3])
  }

  @Test func `a claim about the best epoch is judged by the best epoch`() throws {
    let fixture = try HistoryFixture()
    for seed in 1...3 as ClosedRange<UInt64> { try fixture.add("gen1", seed: seed, validation: 0.5) }
    let claims = ["validation.accuracy", "best(validation.accuracy)"].map {
      HistoryFixture.equals("gen1", $0, 0.5)
    }
    let table = try #require(
      try report(fixture, [HistoryFixture.experiment("gen1", claims: claims)]).tables.first)
    #expect(table.rows[0].claims.map { $0.evidence[0].mean } == [0.5, 0.5625])
  }

  @Test func `losses in different units are compared in cross-entropy`() throws {
    let fixture = try HistoryFixture()
    for seed in 1...3 as ClosedRange<UInt64> {
      try fixture.add("gen4", seed: seed, validation: 0.5, crossEntropy: 1 + Double(seed) / 64)
      try fixture.add("gen5", seed: seed, validation: 0.5, crossEntropy: 2 + Double(seed) / 32)
    }
    let claim = Claim(
      id: "loss", metric: "validation.loss",
      statement: .greaterThanOthers(experiment: "gen5", others: ["gen4"]), corpus: "tones", source: "a test")
    func difference(_ loss: TrainingSpecification.Loss) throws -> Double? {
      let experiments = [
        HistoryFixture.experiment("gen4"), HistoryFixture.experiment("gen5", loss: loss),
      ]
      return try report(fixture, experiments, claims: [claim]).tables[0].spanningClaims[0].evidence[0].mean
    }
    // The recorded losses are all equal; the cross-entropies are not.
    #expect(try difference(.meanSquaredError) == 0)
    #expect(try difference(.categoricalCrossEntropy) == 1 + 2.0 / 64)
  }

  @Test(arguments: [
    "a|b", "a\nb", "<script>alert(1)</script>", "\u{1B}[31mred", "\u{202E}evil", "`x`", "$(touch x)",
  ])
  func `names are shown as written and do nothing`(name: String) throws {
    let fixture = try HistoryFixture()
    try fixture.add(name, seed: 1, validation: 0.5)
    let report = try report(
      fixture,
      [HistoryFixture.experiment(name, claims: [HistoryFixture.equals(name, "validation.accuracy", 0.5)])])
    for text in [report.text(), report.text(width: 140), RunListing(try fixture.store.runSummaries()).text()]
    {
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
      #expect(!text.unicodeScalars.contains("\u{202E}"))
    }
    let markdown = report.markdown
    #expect(!markdown.contains("\u{1B}"))
    // Within a code span HTML is text; the commands are code spans.
    let prose = markdown.split(separator: "\n").filter { !$0.contains("earshot run") }
    #expect(!prose.contains { $0.contains("<script") })
    for line in markdown.split(separator: "\n") where line.hasPrefix("| ") {
      // A table's row has as many bars as its heading has: none of a name's counts.
      let bars = line.split(separator: "\\|", omittingEmptySubsequences: false).joined().count { $0 == "|" }
      #expect([5, 10, 6, 7, 11].contains(bars), "\(line)")
    }
    let object = try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any]
    let tables = object?["tables"] as? [[String: Any]]
    let generations = tables?.first?["generations"] as? [[String: Any]]
    #expect(generations?.first?["experiment"] as? String == name)
    for note in report.tables[0].notes {
      #expect(note.command?.contains("$(touch x) ") != true)
    }
  }

  @Test func `a report over 300 runs, timed`() throws {
    let fixture = try HistoryFixture()
    let names = (1...6).map { "gen\($0)" }
    for name in names {
      for seed in 1...10 as ClosedRange<UInt64> {
        for fold in 1...5 { try fixture.add(name, seed: seed, fold: fold, validation: 0.5, epochCount: 200) }
      }
    }
    var text = ""
    let time = try ContinuousClock().measure {
      text = try report(fixture, names.map { HistoryFixture.experiment($0) }).text()
    }
    #expect(text.contains("10 seeds × 5 folds"))
    FileHandle.standardError.write(Data("history report over 300 runs of 200 epochs: \(time)\n".utf8))
  }
}
