import ContentDigest
import Evaluation
import ExperimentSchema
import Foundation
import Reporting
import RunStore
import TestSupport
import Testing

@Suite("Report pages: HTML that stands by itself")
struct ReportPageTests {
  /// A history, a comparison and a run's report on one small store.
  static func pages() throws -> [(name: String, html: String)] {
    let fixture = try HistoryFixture()
    for (shift, name) in ["gen1", "gen2"].enumerated() {
      for seed in 1...3 as ClosedRange<UInt64> {
        for fold in 1...5 {
          try fixture.add(
            name, seed: seed, fold: fold, train: 0.75,
            validation: 0.25 + Double(seed * seed) / 128 + Double(fold * (shift + 1)) / 32, epochCount: 4,
            predictions: HistoryFixture.predictions(ofFold: fold) { ($0 + shift) % 3 == 0 ? 0.75 : 0.25 })
        }
      }
    }
    let names = ["gen1", "gen2"]
    let comparison = try ComparisonReport.make(
      subjects: names.map { .init(label: $0, source: .experiment(HistoryFixture.experiment($0))) },
      store: fixture.store, withCurves: true, digest: HistoryFixture.digest)
    let run = try RunReport.make(id: "gen1-tones-s1-f5", store: fixture.store)
    return [
      ("history", try HistoryReportGoldenTests.report().html), ("compare", comparison.html),
      ("run-report", run.html),
    ]
  }

  static func parsed() throws -> [(name: String, page: ParsedMarkup)] {
    try pages().map { ($0.name, try #require(ParsedMarkup.parse($0.html), "\($0.name)")) }
  }

  @Test(.tags(.golden)) func `golden files`() throws {
    for (name, html) in try Self.pages() { try GoldenFile.expect(html, equals: "\(name).html") }
  }

  @Test func `a page asks for nothing, runs nothing, and admits its own style alone`() throws {
    for (name, html) in try Self.pages() {
      for forbidden in ["http:", "https:", "src=", "url(", "@import", "<script", "javascript:", "style=\""] {
        #expect(!html.contains(forbidden), "\(name): \(forbidden)")
      }
      let sheet = try #require(html.split(separator: "<style>").last?.split(separator: "</style>").first)
      // Neither is escaped in a style sheet, by HTML's rules, and both are by XML's.
      #expect(!sheet.contains("<") && !sheet.contains("&"))
      let digits = Array(ContentDigest(of: String(sheet)).hexadecimal)
      let bytes = stride(from: 0, to: 64, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
      #expect(
        html.contains("default-src 'none'; style-src 'sha256-\(Data(bytes).base64EncodedString())'"),
        "\(name)")
    }
  }

  @Test func `headings descend step by step, every link leads somewhere, no id is given twice`() throws {
    for (name, page) in try Self.parsed() {
      let levels = page.all.compactMap { element in
        element.name.wholeMatch(of: /h([1-6])/).flatMap { Int($0.1) }
      }
      #expect(levels.first == 1 && levels.count { $0 == 1 } == 1, "\(name)")
      #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 }, "\(name): \(levels)")
      let ids = page.all.compactMap { $0.attributes["id"] }
      #expect(Set(ids).count == ids.count)
      for link in page.elements("a") {
        let target = try #require(link.attributes["href"])
        #expect(target.hasPrefix("#") && (target == "#closed" || ids.contains(String(target.dropFirst()))))
      }
      for label in page.all.compactMap({ $0.attributes["aria-labelledby"] }) { #expect(ids.contains(label)) }
      #expect(page.attributes["lang"] == "en" && page.elements("main").count == 1)
      let headings = page.all.filter { ["h2", "h3"].contains($0.name) }.map(\.text)
      #expect(page.elements("nav").flatMap { $0.elements("a").map(\.text) } == headings)
    }
  }

  @Test func `tables and figures can be heard and reached by keys`() throws {
    for (name, page) in try Self.parsed() {
      #expect(!page.elements("table").isEmpty)
      for table in page.elements("table") {
        #expect(table.elements("caption").first?.text.isEmpty == false, "\(name)")
        #expect(table.elements("th").allSatisfy { ["col", "row"].contains($0.attributes["scope"]) })
        for row in table.elements("tr").dropFirst() { #expect(row.children.first?.name == "th") }
      }
      #expect(page.elements(style: "scroll").allSatisfy { $0.attributes["tabindex"] == "0" })
      let drawings = page.elements(style: "panel")
      #expect(!drawings.isEmpty, "\(name)")
      for drawing in drawings {
        #expect(drawing.attributes["role"] == "img")
        #expect(drawing.children.prefix(2).map(\.name) == ["title", "desc"])
        #expect(drawing.children.prefix(2).allSatisfy { !$0.text.isEmpty })
      }
      #expect(page.elements("figure").allSatisfy { $0.elements("figcaption").count == 1 })
    }
  }

  @Test func `a verdict has a sign and its words, not colour alone`() throws {
    let page = try Self.parsed()[0].page
    let verdicts = page.elements(style: "verdict").map(\.text)
    #expect(verdicts.contains("✓ replicated") && verdicts.contains("✗ not replicated"))
    #expect(verdicts.contains("? inconclusive") && verdicts.contains("○ reference only"))
    #expect(
      page.elements(style: "verdict").allSatisfy { $0.children.first?.attributes["aria-hidden"] == "true" })
  }

  @Test func `a number leads to its runs, its rule and its query`() throws {
    let fixture = try HistoryFixture()
    for seed in 1...3 as ClosedRange<UInt64> {
      for fold in 1...5 { try fixture.add("gen1", seed: seed, fold: fold, validation: 0.5) }
    }
    let report = try HistoryReport.make(
      history: .init(title: "A history", experiments: ["gen1"], claims: []),
      experiments: [HistoryFixture.experiment("gen1")], store: fixture.store, digest: HistoryFixture.digest)
    let page = try #require(ParsedMarkup.parse(report.html))
    let origins = page.elements(style: "origin")
    // The documented fold, and all: each set of runs stands there once.
    #expect(origins.count == 2)
    let derived = report.document(for: .illustrated).blocks.flatMap { block -> [TextTable.Cell] in
      if case .table(let table) = block {
        table.cells.flatMap(\.self).filter { $0.derivation != nil }
      } else {
        []
      }
    }
    let links = page.elements("td").flatMap { $0.elements("a") }
    #expect(links.map(\.text) == derived.map(\.text))
    for (link, cell) in zip(links, derived) {
      let derivation = try #require(cell.derivation)
      let id = link.attributes["href"]?.dropFirst()
      let origin = try #require(
        origins.first { $0.all.contains { $0.attributes["id"].map { $0[...] } == id } })
      let query = try #require(origin.elements("section").first { $0.attributes["id"].map { $0[...] } == id })
      #expect(query.elements("li").contains { $0.text.hasSuffix(": \(derivation.rule.rawValue)") })
      let runs = "\(derivation.runs.count) runs: " + derivation.runs.joined(separator: ", ")
      #expect(origin.elements(style: "runs").map(\.text) == [runs])
      let command = try #require(query.elements("code").first?.text)
      #expect(command.hasPrefix("earshot runs sql \"SELECT ") && derivation.runs.allSatisfy(command.contains))
    }
  }

  @Test(arguments: MarkupElementTests.names.filter { !$0.isEmpty && $0 != "\u{0}" })
  func `names of experiments, titles and classes are shown as written and do nothing`(name: String) throws {
    let fixture = try HistoryFixture(store: RunStore.inMemory(), classNames: [name, "Cat"])
    let digest = ContentDigest(of: "a configuration")
    for seed in 1...2 as ClosedRange<UInt64> {
      try fixture.add(name, seed: seed, validation: 0.5, digest: digest)
    }
    let experiment = HistoryFixture.experiment(
      name, title: name, claims: [HistoryFixture.equals(name, "validation.accuracy", 0.5)])
    let history = try HistoryReport.make(
      history: .init(title: name, experiments: [name], claims: []), experiments: [experiment],
      store: fixture.store, digest: { _, _ in digest })
    let run = try RunReport.make(id: fixture.store.runSummaries()[0].id, store: fixture.store)
    for html in [history.html, run.html] {
      let page = try #require(ParsedMarkup.parse(html), "\(html)")
      #expect(page.elements("script").isEmpty)
      #expect(page.all.flatMap(\.attributes.keys).allSatisfy { !$0.hasPrefix("on") })
      #expect(html.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
    }
    let page = try #require(ParsedMarkup.parse(history.html))
    let shown = MarkupElementTests.visible(name)
    #expect(page.elements("h1").first?.text == shown)
    #expect(page.elements("th").contains { $0.text == shown })
  }

  @Test func `an empty store gives a page that says what to run`() throws {
    let report = try HistoryReport.make(
      history: HistoryReportGoldenTests.history, experiments: HistoryReportGoldenTests.experiments,
      store: RunStore.inMemory(), digest: HistoryFixture.digest)
    let page = try #require(ParsedMarkup.parse(report.html))
    #expect(page.elements("main").first?.text.contains("earshot run all") == true)
    #expect(page.elements("nav").isEmpty && page.elements("svg").isEmpty)
  }

  @Test func `a history over 300 runs on 32 classes stays within 500 KB, timed`() throws {
    let (folds, classNames) = (1...5, (1...32).map { "sound nr \($0)" })
    let fixture = try HistoryFixture()
    let clips = folds.flatMap { fold in
      (0..<256).map { (name: "clip\(fold)-\($0).wav", label: $0 % 32, fold: fold) }
    }
    try fixture.store.register(
      CorpusRecord(
        name: "many", digest: ContentDigest(of: "many"), classNames: classNames,
        examples: clips.map { .init(clip: $0.name, label: $0.label, fold: $0.fold) }))
    let experiments = (1...6).map { number in
      let claims = ["train.accuracy", "validation.accuracy"].map {
        HistoryFixture.equals("gen\(number)", $0, 0.5, corpus: "many")
      }
      return HistoryFixture.experiment("gen\(number)", claims: claims)
    }
    for (shift, experiment) in experiments.enumerated() {
      for seed in 1...10 as ClosedRange<UInt64> {
        for fold in folds {
          // Most clips are right; the others spread over the classes, another way for each experiment.
          let predictions = clips.filter { $0.fold == fold }.enumerated().map { index, clip in
            var probabilities = [Float](repeating: 0, count: 32)
            probabilities[(clip.label + (index % 5 > 1 ? index * (2 * shift + 3) / 8 : 0)) % 32] = 1
            return Prediction(
              clip: clip.name, split: .validation, label: clip.label, probabilities: probabilities)
          }
          try fixture.add(
            experiment.name, corpus: "many", seed: seed, fold: fold, train: 0.8 + Double(seed) / 64,
            validation: 0.3 + Double(seed) / 64, digest: HistoryFixture.digest(experiment, classNames),
            epochCount: 200, predictions: fold == 5 ? predictions : [])
        }
      }
    }
    var html = ""
    let time = try ContinuousClock().measure {
      html = try HistoryReport.make(
        history: .init(title: "A history", experiments: experiments.map(\.name), claims: []),
        experiments: experiments, store: fixture.store, digest: HistoryFixture.digest
      ).html
    }
    let page = try #require(ParsedMarkup.parse(html))
    #expect(page.elements(style: "panel").count == 14 && page.elements(style: "cell").count > 600)
    #expect(html.utf8.count <= 500_000)
    FileHandle.standardError.write(
      Data("HTML history over 300 runs of 200 epochs, 32 classes: \(time), \(html.utf8.count) bytes\n".utf8))
  }
}
