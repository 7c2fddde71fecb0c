import ContentDigest
import ExperimentSchema
import Foundation
import Reporting
import RunStore
import TestSupport
import Testing

@Suite("Configurations report: what was tried of an experiment")
struct ConfigurationsReportTests {
  /// A store of runs of `gen6`: a dropout rate and an accuracy for each configuration, over two seeds and two folds.
  static func fixture(_ tried: [(rate: Double, accuracy: Double)]) throws -> HistoryFixture {
    let fixture = try HistoryFixture()
    for (rate, accuracy) in tried {
      for seed in [1, 2] as [UInt64] {
        for fold in [4, 5] {
          try fixture.add(
            "gen6", seed: seed, fold: fold, validation: accuracy + Double(seed) / 64, crossEntropy: rate,
            digest: digest(rate),
            layers: #"{"name":"dropout1","rate":\#(rate)},{"name":"hidden1","units":64}"#)
        }
      }
    }
    return fixture
  }

  static func digest(_ rate: Double) -> ContentDigest { ContentDigest(of: "rate \(rate)") }

  static func report(
    _ fixture: HistoryFixture, objective: String = "validation.accuracy", declared: Double = 0.5
  ) throws -> ConfigurationsReport {
    try ConfigurationsReport.make(
      of: "gen6", objective: try #require(MetricReading(objective)), store: fixture.store,
      declared: { _ in digest(declared) })
  }

  @Test func `configurations stand by the settings they differ in, the best first`() throws {
    let report = try Self.report(Self.fixture([(0.5, 0.25), (0.25, 0.5), (0.75, 0.375)]))
    let table = try #require(report.tables.first)
    #expect(table.settings == ["model.layers.dropout1.rate"])
    #expect(table.configurations.map(\.number) == [2, 3, 1])
    #expect(table.configurations.map { $0.values["model.layers.dropout1.rate"] } == ["0.25", "0.75", "0.5"])
    #expect(table.configurations.map(\.isDeclared) == [false, false, true])
    let best = table.configurations[0]
    #expect(best.measured?.mean == 0.5 + 1.5 / 64 && best.seeds == [1, 2] && best.folds == [4, 5])
    #expect(best.runs.count == 4)
    let markdown = report.markdown
    #expect(
      markdown.contains(
        "3 configurations were tried. Best by validation.accuracy: model.layers.dropout1.rate 0.25, ")
        && markdown.contains("+25.00 from the file's"))
  }

  @Test func `a loss is minimised, and a configuration without the metric stands last`() throws {
    let fixture = try Self.fixture([(0.5, 0.25), (0.25, 0.5)])
    let report = try Self.report(fixture, objective: "validation.crossEntropy")
    #expect(!report.isMaximised && report.tables[0].configurations.map(\.number) == [2, 1])
    let none = try Self.report(fixture, objective: "selected(test.accuracy)")
    #expect(none.tables[0].configurations.allSatisfy { $0.measured == nil })
    #expect(none.markdown.contains("none recorded selected(test.accuracy)"))
  }

  @Test func `each configuration counts on the most folds and seeds that it has`() throws {
    let fixture = try Self.fixture([(0.5, 0.25)])
    try fixture.add(
      "gen6", seed: 3, fold: 5, validation: 1, digest: Self.digest(0.5),
      layers: #"{"name":"dropout1","rate":0.5}"#)
    let entry = try #require(try Self.report(fixture).tables.first?.configurations.first)
    #expect(entry.seeds == [1, 2] && entry.folds == [4, 5] && entry.measured?.mean == 0.25 + 1.5 / 64)
    #expect(!(try Self.report(fixture).markdown.contains("Not all were measured")))
    try fixture.add(
      "gen6", seed: 1, fold: 5, validation: 0.75, digest: Self.digest(0.25),
      layers: #"{"name":"dropout1","rate":0.25}"#)
    let uneven = try Self.report(fixture).markdown
    #expect(uneven.contains("measured on other seeds or folds, so that the two do not compare."))
    #expect(uneven.contains("Not all were measured on the same seeds and folds"))
  }

  @Test func `a page draws the settings and the course; other experiments are left out`() throws {
    let fixture = try Self.fixture([(0.5, 0.25), (0.25, 0.5), (0.75, 0.375)])
    try fixture.add("gen1", seed: 1, validation: 0.9)
    let report = try Self.report(fixture)
    #expect(report.tables[0].configurations.count == 3)
    let page = try #require(ParsedMarkup.parse(report.html))
    #expect(page.elements(style: "configuration").count == 3)
    #expect(page.elements("figure").count == 2)
  }

  @Test func `an experiment that was never run tells what to do`() throws {
    let report = try ConfigurationsReport.make(
      of: "$(touch x)", objective: MetricReading(.validationAccuracy), store: HistoryFixture().store,
      declared: { _ in nil })
    #expect(report.tables.isEmpty && report.remedy?.contains("earshot run '$(touch x)' -S ") == true)
  }

  @Test(.tags(.golden)) func `golden files`() throws {
    let report = try Self.report(Self.fixture([(0.5, 0.25), (0.25, 0.5), (0.75, 0.375)]))
    try GoldenFile.expect(report.text(width: 100), equals: "configurations-100.txt")
    try GoldenFile.expect(report.json, equals: "configurations.json")
    try GoldenFile.expect(report.html, equals: "configurations.html")
  }
}
