import Evaluation
import ExperimentSchema
import Foundation
import Reporting
import RunStore
import TestSupport
import Testing

@Suite("Run report: measures of one run's predictions")
struct RunReportTests {
  /// A run on the two clips of fold 5, each 0.75 for class 0: one right, one wrong.
  func report(status: RunStatus = .completed, epochCount: Int = 2) throws -> RunReport {
    let fixture = try HistoryFixture()
    try fixture.add("gen1", seed: 1, validation: 0.5, status: status, epochCount: epochCount)
    return try RunReport.make(id: "gen1", store: fixture.store)
  }

  @Test func `measures are those of the predictions`() throws {
    let quality = try #require(try report().quality)
    #expect(quality.confusion.accuracy == 0.5)
    #expect(quality.confusion.macroF1 == 1.0 / 3)
    #expect(quality.brierScore == (2 * 0.0625 + 2 * 0.5625) / 2)
    #expect(quality.calibration.expectedError == 0.25)
    #expect(quality.negativeLogLikelihood == 1)
    #expect(quality.accuracyInterval == ConfidenceInterval.ofShare(successes: 1, of: 2))
  }

  @Test func `a run without predictions says so in every format`() throws {
    let report = try report(status: .interrupted)
    #expect(report.quality == nil)
    for text in [report.text(), report.markdown, report.latex, report.csv] {
      #expect(text.contains("holds no predictions"))
    }
    #expect(report.json.contains("\"quality\": null"))
  }

  @Test func `of a long training the page shows some epochs, the data all`() throws {
    let report = try report(epochCount: 500)
    func epochs(_ text: String, _ pattern: Regex<Substring>) -> Int { text.matches(of: pattern).count }
    #expect(epochs(report.markdown, /\n\| [0-9]+ \| [0-9.]+ \| [0-9.]+ \|/) == 20)
    #expect(epochs(report.csv, /Learning curve,[0-9]+,[0-9]+,train accuracy %/) == 500)
    #expect(report.markdown.contains("| 1 |") && report.markdown.contains("| 500 |"))
  }

  @Test(arguments: ReportFormatTests.names.filter { !$0.isEmpty })
  func `class names are shown as written and do nothing`(name: String) throws {
    let store = try RunStore.inMemory()
    let fixture = try HistoryFixture(store: store, classNames: [name, "Cat"])
    try fixture.add("gen1", seed: 1, validation: 0.5)
    let report = try RunReport.make(id: "gen1", store: store)
    for text in [report.text(), report.markdown, report.latex] {
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
      #expect(!text.unicodeScalars.contains("\u{202E}"))
    }
    let records = try #require(ReportFormatTests.records(report.csv))
    let isFormula = name.first.map { "=+-@".contains($0) } == true
    #expect(records.contains { $0[1] == "By class" && $0[3] == (isFormula ? "'" : "") + name })
    let object = try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any]
    let quality = object?["quality"] as? [String: Any]
    let classes = quality?["classes"] as? [[String: Any]]
    #expect(classes?.first?["name"] as? String == name)
  }

  @Test(.tags(.golden)) func `golden files`() throws {
    let report = try report()
    try GoldenFile.expect(report.text(width: 80), equals: "run-report-80.txt")
    try GoldenFile.expect(report.markdown, equals: "run-report.md")
    try GoldenFile.expect(report.latex, equals: "run-report.tex")
    try GoldenFile.expect(report.csv, equals: "run-report.csv")
    try GoldenFile.expect(report.json, equals: "run-report.json")
    #expect(report.text(width: 15).contains("Confused most"))
  }
}
