import ContentDigest
import Evaluation
import ExperimentSchema
import Foundation
import Reporting
import RunStore
import TestSupport
import Testing

@Suite("Reports where several classes may be heard at once")
struct MultiLabelReportTests {
  /// Windows of five folds, two each, in which a dog barks, a cat joins it, or only the cat is heard.
  static let corpus = CorpusRecord(
    name: "windows", digest: ContentDigest(of: "windows"), classNames: ["Dog", "Cat", "Hen"],
    examples: (0..<10).map { clip in
      .init(
        clip: "clip\(clip).wav", label: clip % 3 == 2 ? 1 : 0,
        heard: [[0], [0, 1], [1]][clip % 3], fold: clip / 2 + 1)
    })

  /// A store of runs of two detectors on every fold, the second better by `gain` in F1 and average precision.
  static func fixture(
    corpus: CorpusRecord = corpus, seeds: ClosedRange<UInt64> = 1...3,
    gain: (_ fold: Int) -> Double = { 0.125 + Double($0) / 256 }
  ) throws -> HistoryFixture {
    let fixture = try HistoryFixture()
    try fixture.store.register(corpus)
    for (index, name) in ["gen1", "gen2"].enumerated() {
      for seed in seeds {
        for fold in 1...5 {
          let score = 0.5 + Double(seed) / 128 + Double(index) * gain(fold)
          try fixture.add(
            name, corpus: "windows", seed: seed, fold: fold, validation: 0.5,
            digest: HistoryFixture.digest(HistoryFixture.experiment(name), corpus.classNames),
            predictions: (2 * fold - 2..<2 * fold).map { clip in
              // The dog is always called heard, the cat never by the first, and by the second where it is.
              let cat: Float = clip % 3 == 0 ? 0.25 : index == 0 ? 0.375 : 0.75
              return Prediction(
                clip: "clip\(clip).wav", split: .validation, label: clip % 3 == 2 ? 1 : 0,
                probabilities: [0.625, cat, 0.125])
            }, macroF1: score, averagePrecision: score + 0.0625)
        }
      }
    }
    return fixture
  }

  static func history(_ fixture: HistoryFixture, claims: [Claim] = []) throws -> HistoryReport {
    try HistoryReport.make(
      history: .init(title: "Detectors", experiments: ["gen1", "gen2"], claims: []),
      experiments: [HistoryFixture.experiment("gen1", claims: claims), HistoryFixture.experiment("gen2")],
      store: fixture.store, digest: HistoryFixture.digest)
  }

  // MARK: One run

  @Test func `a run is judged class by class, and nothing is said to be confused`() throws {
    let store = try Self.fixture().store
    let report = try RunReport.make(id: "gen2-windows-s1-f2", store: store)
    // Clips 2, of a cat, and 3, of a dog.
    let quality = try #require(report.multiLabel)
    #expect(report.quality == nil && report.page.confusion == nil)
    #expect(quality.clipCount == 2 && quality.accuracy == 1)
    #expect(quality.measures.map(\.counts.heard) == [1, 1, 0])
    #expect(quality.measures.map(\.counts.called) == [2, 1, 0])
    #expect(quality.measures.map(\.counts.f1) == [2.0 / 3, 1, nil])
    // Both clips have the same score for the dog: they are called heard together.
    #expect(quality.measures.map(\.averagePrecision) == [0.5, 1, nil])
    #expect(abs(try #require(quality.macroF1) - 5.0 / 6) < 1e-15 && quality.averagePrecision == 0.75)
    for text in [report.text(width: 100), report.markdown, report.latex, report.csv, report.html] {
      #expect(text.contains("average precision in") && text.contains("83.33") && text.contains("macro F1"))
      #expect(!text.contains("Confusion") && !text.contains("Calibration"))
    }
    #expect(report.page.text(width: 100).contains("100.00"))
    let object = try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any]
    #expect(object?["quality"] is NSNull)
    let multiLabel = object?["multiLabel"] as? [String: Any]
    #expect(multiLabel?["averagePrecision"] as? Double == 0.75)
    let curves = object?["curves"] as? [String: [Double]]
    #expect(curves?["validation.macroF1"]?.count == 2)
    #expect(ParsedMarkup.parse(report.html) != nil)
  }

  @Test func `what the store does not know to be heard is not judged by the label, and that is said`() throws
  {
    var corpus = Self.corpus
    for index in corpus.examples.indices { corpus.examples[index].heard = nil }
    let fixture = try Self.fixture(corpus: corpus, seeds: 1...1)
    let report = try RunReport.make(id: "gen1-windows-s1-f2", store: fixture.store)
    #expect(report.quality == nil && report.multiLabel == nil)
    #expect(report.markdown.contains("does not know yet which"))
    #expect(try Self.history(fixture).tables[0].rows.allSatisfy { $0.confusion == nil })
    // The next run on the corpus registers it again.
    try fixture.store.register(Self.corpus)
    #expect(try RunReport.make(id: "gen1-windows-s1-f2", store: fixture.store).multiLabel != nil)
  }

  // MARK: Several

  @Test func `history has F1 and average precision, and both of each class`() throws {
    let report = try Self.history(Self.fixture())
    let row = report.tables[0].rows[1]
    #expect(row.confusion == nil && row.multiLabel?.clipCount == 2)
    #expect(abs(try #require(row.documented?.validationMacroF1?.mean) - 0.66015625) < 1e-12)
    #expect(
      abs(try #require(row.allFolds?.validationAveragePrecision?.seedDeviation) - 1.0 / 128) < 1e-12)
    let text = report.text(width: 120)
    #expect(text.contains("Several classes at once") && text.contains("66.02"))
    let page = try #require(ParsedMarkup.parse(report.html))
    let headings = page.elements("h3").map(\.text)
    #expect(headings.contains("Average precision by class, in %") && !headings.contains("Confusion matrices"))
    #expect(report.json.contains("\"validationMacroF1\": {"))
  }

  @Test func `a claim about F1 is judged, and shown in percent`() throws {
    let claims = [
      HistoryFixture.equals("gen1", "validation.macroF1", 0.52, corpus: "windows"),
      HistoryFixture.equals("gen1", "validation.averagePrecision", 0.25, corpus: "windows"),
    ]
    let judged = try Self.history(Self.fixture(), claims: claims).tables[0].rows[0].claims
    #expect(judged.map(\.verdict) == [.replicated, .notReplicated])
    let text = try Self.history(Self.fixture(), claims: claims).text(width: 120)
    #expect(text.contains("gen1 validation.macroF1 = 52.00 %"))
  }

  @Test func `pairs are compared by average precision, and clips by the classes that are heard`() throws {
    let report = try ComparisonReport.make(
      subjects: ["gen1", "gen2"].map { .init(label: $0, source: .experiment(HistoryFixture.experiment($0))) },
      store: Self.fixture().store, digest: HistoryFixture.digest)
    let table = try #require(report.tables.first)
    #expect(table.metric == .validationAveragePrecision)
    #expect(table.rows.allSatisfy { $0.calibrationError == nil })
    let pair = table.pairs[0]
    let expected: [Double] = (1...5).map { -0.125 - Double($0) / 256 }
    #expect(zip(pair.foldDifferences, expected).allSatisfy { abs($0 - $1) < 1e-12 })
    // The first takes three windows of cats alone for dogs; both are right where a dog is heard too.
    #expect(pair.mcNemar == .refused("3 discordant < 6"))
    let text = report.text(width: 120)
    #expect(text.contains("Differences of validation average precision"))
    #expect(report.json.contains("\"validationAveragePrecisionByFold\": ["))
  }

  @Test func `of configurations the one with the greatest F1 is the best`() throws {
    let fixture = try HistoryFixture()
    try fixture.store.register(Self.corpus)
    for (units, score) in [(64, 0.25), (128, 0.5)] {
      try fixture.add(
        "gen1", corpus: "windows", seed: 1, validation: 0.5, digest: ContentDigest(of: "\(units)"),
        layers: #"{"name":"hidden1","units":\#(units)}"#, macroF1: score, averagePrecision: score)
    }
    let report = try ConfigurationsReport.make(
      of: "gen1", objective: MetricReading(.validationMacroF1), store: fixture.store, declared: { _ in nil })
    #expect(report.isMaximised)
    #expect(report.tables[0].configurations.map(\.measured?.mean) == [0.5, 0.25])
  }
}
