import Evaluation
import ExperimentSchema
import Foundation
import Reporting
import RunStore
import TestSupport
import Testing

@Suite("Project report: the story, its conclusions chosen by verdicts")
struct ProjectReportTests {
  static let illustration = PipelineIllustration(
    subject: "a tone",
    stages: [
      .init(
        name: "recording", seconds: 2, energyShare: 1,
        levels: [[0, -5, -45, -80], [-15, -15, -15, -90], [-80, -80, -.infinity, .nan]]),
      .init(name: "trim", seconds: 1, energyShare: 0.5, levels: [[0, -9], [-11, -71]]),
    ], features: [1, 0.5, 0.25, .nan], highestFrequency: 11_025)

  /// The story of two generations: `values` are the accuracies of gen2's seeds on its documented fold.
  static func report(
    of values: [Double] = [0.5, 0.5, 0.515625], train: Double = 0.875, claim: Double = 0.5,
    corpus: String = "tones",
    illustration: PipelineIllustration? = illustration
  ) throws -> ProjectReport {
    let fixture = try HistoryFixture()
    for (index, value) in values.enumerated() {
      for fold in 1...5 {
        try fixture.add(
          "gen1", seed: UInt64(index + 1), fold: fold, train: train, validation: 0.25 + Double(index) / 64)
        try fixture.add(
          "gen2", seed: UInt64(index + 1), fold: fold, train: train, validation: value + Double(fold - 5) / 64
        )
      }
    }
    let experiments = [
      HistoryFixture.experiment("gen1"),
      HistoryFixture.experiment(
        "gen2",
        claims: [
          HistoryFixture.equals("gen2", "validation.accuracy", claim, corpus: corpus),
          HistoryFixture.equals("gen2", "train.accuracy", 0.875, corpus: corpus),
        ]),
    ]
    let order = Claim(
      id: "order", metric: "validation.accuracy", statement: .order(experiments: ["gen1", "gen2"]),
      corpus: corpus, source: "a test")
    let study = DeclaredStudy(
      study: AblationStudy(
        title: "A study", ablations: [AblationReportTests.ablation(files: ["gen1.json", "gen2.json"])]),
      experiments: ["gen1.json": experiments[0], "gen2.json": experiments[1]], folder: "Experiments")
    return try ProjectReport.make(
      history: .init(title: "A story", experiments: ["gen1", "gen2"], claims: [order]),
      experiments: experiments, studies: [study], illustration: illustration, store: fixture.store,
      digest: HistoryFixture.digest)
  }

  /// What stands below the heading that begins with `heading`, up to the next one of its level.
  static func section(_ heading: String, of report: ProjectReport) -> String {
    let parts = report.markdown.split(separator: "\n## ", omittingEmptySubsequences: false)
    return parts.first { $0.hasPrefix(heading) }.map(String.init) ?? ""
  }

  @Test func `a claim stands below the verdict that its numbers give`() throws {
    let sentence = "gen2: the documented validation.accuracy of 50.00 %"
    let found = try Self.report()
    #expect(Self.section("What replicates", of: found).contains("\(sentence) is found again"))
    #expect(!Self.section("What does not", of: found).contains(sentence))
    let lost = try Self.report(claim: 0.75)
    #expect(!Self.section("What replicates", of: lost).contains("validation.accuracy of"))
    #expect(
      Self.section("What does not", of: lost)
        .contains("validation.accuracy of 75.00 % is not found again: 50.52 %, -24.48 from it"))
    let open = try Self.report(of: [0.375, 0.5, 0.625])
    #expect(Self.section("What is open", of: open).contains("gen2 validation.accuracy = 50.00 %"))
    #expect(Self.section("What is open", of: open).contains("seeds would decide"))
  }

  @Test func `an order is told as it was found`() throws {
    #expect(
      Self.section("What replicates", of: try Self.report())
        .contains("validation.accuracy rises as documented, gen1 &lt; gen2."))
    let reversed = try Self.report(of: [0.125, 0.125, 0.140625])
    #expect(
      Self.section("What does not", of: reversed)
        .contains("validation.accuracy does not rise as documented, gen1 &lt; gen2; below 0: gen2 - gen1"))
  }

  @Test func `on another corpus than the claims', verdicts are for reference only, and the story says so`()
    throws
  {
    let own = Self.section("The question", of: try Self.report())
    #expect(own.contains("On tones, 3 of 3 claims replicate, 0 do not, and 0 are open."))
    let other = try Self.report(corpus: "elsewhere")
    #expect(
      Self.section("The question", of: other).contains(
        "No claim was made on tones, so that none is judged by it"))
    #expect(
      Self.section("What replicates", of: other)
        .contains("For reference only: claimed on elsewhere, measured on tones"))
  }

  @Test(
    "the gap between training and validation is concluded from its intervals",
    arguments: [
      (0.875, [0.5, 0.5, 0.515625], "Every generation learns its training clips better than it generalises"),
      (0.375, [0.5, 0.5, 0.515625], "Of 2 generations 1 learn their training clips better"),
      (0.125, [0.5, 0.5, 0.515625], "No generation's training accuracy is shown to exceed"),
      (0.875, [0.5, 0.5], "fewer than 3 seeds decide nothing"),
    ])
  func gap(train: Double, values: [Double], sentence: String) throws {
    let report = try Self.report(of: values, train: train)
    #expect(Self.section("Learning and generalising", of: report).contains(sentence))
    let gap = try #require(report.gaps.first?.last)
    #expect(gap.documented == 0.375)
    #expect(
      abs(try #require(gap.measured?.mean) - train + values.reduce(0, +) / Double(values.count)) < 1e-12)
  }

  @Test func `reasons are the ablations' answers`() throws {
    let report = try Self.report()
    let answer = try #require(report.studies.first?.tables.first?.effects.first?.answer)
    #expect(Self.section("Why", of: report).contains(answer.prefix(40)))
  }

  @Test func `an empty store tells what to run`() throws {
    let report = try ProjectReport.make(
      history: .init(title: "A story", experiments: ["gen1"], claims: []),
      experiments: [HistoryFixture.experiment("gen1")], studies: [], illustration: nil,
      store: HistoryFixture().store, digest: HistoryFixture.digest)
    #expect(report.markdown.contains("earshot run all"))
    #expect(ParsedMarkup.parse(report.html) != nil && ParsedMarkup.parse(report.rendered(as: .slides)) != nil)
  }

  @Test(.tags(.golden)) func `golden files`() throws {
    let report = try Self.report()
    try GoldenFile.expect(report.text(width: 80), equals: "project-80.txt")
    try GoldenFile.expect(report.markdown, equals: "project.md")
    try GoldenFile.expect(report.latex, equals: "project.tex")
    try GoldenFile.expect(report.json, equals: "project.json")
    try GoldenFile.expect(report.rendered(as: .slides), equals: "project-slides.html")
  }

  // MARK: Slides

  @Test func `every slide leads to its neighbours, and nothing of the page is lost`() throws {
    let report = try Self.report()
    let deck = try #require(ParsedMarkup.parse(report.rendered(as: .slides)))
    let page = try #require(ParsedMarkup.parse(report.html))
    let slides = deck.elements(style: "slide")
    for (index, slide) in slides.enumerated() {
      #expect(slide.attributes["id"] == "slide\(index + 1)")
      let steps = try #require(slide.elements("nav").first)
      let expected = [index, index + 2].filter { 1...slides.count ~= $0 }.map { "#slide\($0)" }
      #expect(steps.elements("a").compactMap { $0.attributes["href"] } == expected)
      #expect(index == 0 || slide.elements(style: "board").first?.children.isEmpty == false)
    }
    for name in ["table", "svg", "li"] {
      let onPage = page.elements("main").flatMap { $0.elements(name) }.map(\.text).filter { !$0.isEmpty }
      let onSlides = Set(deck.elements("main").flatMap { $0.elements(name) }.map(\.text))
      #expect(onPage.allSatisfy(onSlides.contains), "\(name)")
    }
  }

  // MARK: Spectrograms

  @Test func `levels are drawn once, within the frame, the louder the darker`() throws {
    let panels = SpectrogramChart(Self.illustration).drawings()
    #expect(
      panels.map(\.title) == ["Spectrogram after recording", "Spectrogram after trim", "What the model sees"])
    let recording = try #require(ParsedMarkup.parse(panels[0].drawing.html))
    let levels = recording.elements(style: "level")
    // 0 and -5 dB, -15 dB, -45 dB; what is 80 dB down or no number is left blank.
    #expect(levels.compactMap { $0.attributes["class"] } == ["level v4", "level v7", "level v8"])
    let strokes = levels.map { $0.attributes["d"]?.count { $0 == "M" } }
    #expect(strokes == [1, 1, 1], "neighbours of one level are one stroke")
    for path in levels {
      for number in (path.attributes["d"] ?? "").matches(of: /H([0-9.]+)/) {
        #expect(38...350 ~= (Double(number.1) ?? 0))
      }
    }
    let trimmed = try #require(ParsedMarkup.parse(panels[1].drawing.html))
    let ends = trimmed.elements(style: "level").flatMap { path in
      (path.attributes["d"] ?? "").matches(of: /H([0-9.]+)/).compactMap { Double($0.1) }
    }
    #expect(ends.max() == 194, "half as long, half as wide")
  }
}
