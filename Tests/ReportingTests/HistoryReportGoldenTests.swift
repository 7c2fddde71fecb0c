import ContentDigest
import ExperimentSchema
import Foundation
import Reporting
import RunStore
import TestSupport
import Testing

@Suite("History report: golden files", .tags(.golden))
struct HistoryReportGoldenTests {
  static let history = History(
    title: "Three generations", experiments: ["gen1", "gen2", "gen3"],
    claims: [
      Claim(
        id: "history.order", metric: "validation.accuracy",
        statement: .order(experiments: ["gen1", "gen2", "gen3"]), corpus: "tones", source: "a test"),
      Claim(
        id: "history.loss", metric: "validation.loss",
        statement: .greaterThanOthers(experiment: "gen2", others: ["gen1"]), corpus: "tones",
        source: "a test"),
    ])

  static let experiments = [
    HistoryFixture.experiment(
      "gen1", loss: .categoricalCrossEntropy, architecture: .reconstructed,
      claims: [
        HistoryFixture.equals("gen1", "train.accuracy", 0.6543),
        HistoryFixture.equals("gen1", "validation.accuracy", 0.1503),
      ]),
    HistoryFixture.experiment(
      "gen2",
      claims: [
        Claim(
          id: "gen2.train", metric: "train.accuracy", statement: .greaterThan(experiment: "gen2", value: 0.7),
          corpus: "tones", source: "a test"),
        HistoryFixture.equals("gen2", "validation.accuracy", 0.52),
      ]),
    HistoryFixture.experiment("gen3"),
  ]

  static func report() throws -> HistoryReport {
    let fixture = try HistoryFixture()
    for seed in 1...3 as ClosedRange<UInt64> {
      let shift = Double(seed) / 128
      for fold in 1...5 {
        try fixture.add(
          "gen1", seed: seed, fold: fold, train: 0.875, validation: 0.25 + shift + Double(fold) / 64,
          crossEntropy: 2 + shift)
      }
      try fixture.add(
        "gen2", seed: seed, train: 0.75 + shift, validation: 0.5 + shift, crossEntropy: 3 - shift)
    }
    try fixture.add("gen2", seed: 1, fold: 2, validation: 0.5)
    try fixture.add("gen3", seed: 1, validation: 0.625)
    try fixture.add("gen3", seed: 2, validation: 0.5, status: .diverged)
    try fixture.add("gen3", seed: 3, validation: 0.5, digest: ContentDigest(of: "an override"))
    try fixture.add("gen2", corpus: "noises", seed: 1, validation: 0.375)
    return try HistoryReport.make(
      history: history, experiments: experiments, store: fixture.store, digest: HistoryFixture.digest)
  }

  @Test func `text, narrow`() throws {
    try GoldenFile.expect(try Self.report().text(width: 80), equals: "history-80.txt")
  }

  @Test func `text, wide`() throws {
    try GoldenFile.expect(try Self.report().text(width: 140), equals: "history-140.txt")
  }

  @Test func `text in ASCII`() throws {
    let text = try Self.report().text(width: 80, style: .ascii)
    #expect(text.utf8.allSatisfy { $0 < 128 })
    try GoldenFile.expect(text, equals: "history-ascii.txt")
  }

  @Test func `Markdown`() throws {
    try GoldenFile.expect(try Self.report().markdown, equals: "history.md")
  }

  @Test func `JSON`() throws {
    let json = try Self.report().json
    _ = try JSONSerialization.jsonObject(with: Data(json.utf8))
    try GoldenFile.expect(json, equals: "history.json")
  }

  @Test(arguments: [60, 80, 109, 110, 140]) func `tables keep to the width`(width: Int) throws {
    let text = try Self.report().text(width: width)
    for line in text.split(separator: "\n") where !line.contains("earshot run") && width >= 80 {
      #expect(line.count <= width, "\(line)")
    }
  }

  @Test func `runs, listed and shown`() throws {
    let fixture = try HistoryFixture()
    try fixture.add("gen1", seed: 1, validation: 0.5)
    try fixture.add("gen2", seed: 7, validation: 0.25, status: .interrupted)
    let listing = RunListing(try fixture.store.runSummaries())
    try GoldenFile.expect(listing.text(width: 80), equals: "runs-80.txt")
    try GoldenFile.expect(listing.text(width: 140), equals: "runs-140.txt")
    try GoldenFile.expect(listing.json, equals: "runs.json")
    let page = try RunPage.make(id: "gen1", store: fixture.store)
    try GoldenFile.expect(page.text(width: 80), equals: "run.txt")
    try GoldenFile.expect(page.json, equals: "run.json")
    #expect(RunListing([]).text() == "No runs. Run an experiment first: earshot run gen6\n")
    #expect(
      RunListing([], isSelection: true).text()
        == "No run meets all that was asked for. List every run: earshot runs list\n")
  }
}
