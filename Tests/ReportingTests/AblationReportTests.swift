import ContentDigest
import Evaluation
import ExperimentSchema
import Foundation
import Reporting
import RunStore
import Testing

@Suite("Ablation report: effects, their intervals, and what follows")
struct AblationReportTests {
  /// A study of one ablation: `gen2` against `gen1`.
  static func ablation(
    _ id: String = "gate", metric: String = "validation.accuracy", baselineMetric: String? = nil,
    files: [String] = ["gen1.json", "gen2.json"], tolerance: Double = 0.05
  ) -> Ablation {
    Ablation(
      id: id, question: "What does it do?",
      baseline: .init(file: files[0], metric: baselineMetric ?? metric),
      variant: .init(file: files[1], metric: metric), tolerance: tolerance)
  }

  static func report(
    _ fixture: HistoryFixture, _ ablations: [Ablation] = [ablation()],
    losses: [TrainingSpecification.Loss] = [.meanSquaredError, .meanSquaredError]
  ) throws -> AblationReport {
    var experiments: [String: Experiment] = [:]
    for (index, name) in ["gen1", "gen2"].enumerated() {
      experiments["\(name).json"] = HistoryFixture.experiment(name, loss: losses[index])
    }
    return try AblationReport.make(
      of: DeclaredStudy(
        study: AblationStudy(title: "A study", ablations: ablations), experiments: experiments,
        folder: "Experiments"), store: fixture.store, digest: HistoryFixture.digest)
  }

  /// Stores five folds of three seeds: 0.5 for `gen1`, and `effect` of a fold more for `gen2`.
  static func fixture(folds: ClosedRange<Int> = 1...5, _ effect: (Int) -> Double) throws -> HistoryFixture {
    let fixture = try HistoryFixture()
    for seed in 1...3 as ClosedRange<UInt64> {
      for fold in folds {
        try fixture.add("gen1", seed: seed, fold: fold, validation: 0.5)
        try fixture.add("gen2", seed: seed, fold: fold, validation: 0.5 + effect(fold))
      }
    }
    return fixture
  }

  @Test func `an effect is the variant less the baseline, over folds, with the corrected interval`() throws {
    let effects = [0.125, 0.0625, 0.1875, 0.09375, 0.15625]
    let report = try Self.report(Self.fixture { effects[$0 - 1] })
    let effect = try #require(report.tables.first?.effects.first)
    #expect(effect.baselineMean == 0.5 && effect.variantMean == 0.625)
    #expect(effect.difference?.mean == 0.125 && effect.foldDifferences == effects)
    let expected = try #require(
      CorrectedResampledTest(effects, effects.map { _ in 0 }, testShare: 0.25))
    #expect(effect.test == .tested(expected, pValue: expected.pValue, corrected: expected.pValue))
    #expect(effect.conclusion == .higher)
    #expect(effect.answer.contains("50.00 % to 62.50 %, +12.50 [") && effect.answer.hasSuffix(": higher"))
    #expect(try Self.report(Self.fixture { -effects[$0 - 1] }).tables[0].effects[0].conclusion == .lower)
  }

  @Test(
    "what is not shown is negligible only within the tolerance",
    arguments: [(0.05, AblationReport.Conclusion.negligible), (0.005, .open)])
  func tolerance(tolerance: Double, expected: AblationReport.Conclusion) throws {
    let fixture = try Self.fixture { $0 % 2 == 0 ? 0.0078125 : -0.0078125 }
    let report = try Self.report(fixture, [Self.ablation(tolerance: tolerance)])
    #expect(report.tables[0].effects[0].conclusion == expected)
  }

  @Test func `tests are corrected over the ablations that were tested`() throws {
    let fixture = try Self.fixture { Double($0) / 32 }
    let one = try Self.report(fixture).tables[0].effects[0].test
    let report = try Self.report(
      fixture, [Self.ablation("one"), Self.ablation("two"), Self.ablation("three", metric: "test.loss")])
    let two = report.tables[0].effects.map(\.test)
    guard case .tested(_, let pValue, let alone) = one, case .tested(_, let same, let corrected) = two[0]
    else { return #expect(Bool(false), "both are tested") }
    #expect(alone == pValue && same == pValue && corrected == min(2 * pValue, 1))
    #expect(two[2] == .refused("not measured"))
    #expect(report.tables[0].notes.map(\.problem) == ["three: not tested: not measured"])
  }

  @Test func `below five folds the test is refused, and the report says what to run`() throws {
    let report = try Self.report(Self.fixture(folds: 1...4) { Double($0) / 32 })
    let effect = report.tables[0].effects[0]
    #expect(effect.test == .refused("4 folds < 5") && effect.conclusion == .open)
    #expect(effect.difference?.mean == 0.078125)
    #expect(
      report.tables[0].notes.first?.command
        == "earshot run Experiments/gen1.json Experiments/gen2.json --corpus ../data/tones --classes pets "
        + "--seeds 1..5 --folds all --needed")
    let empty = try Self.report(HistoryFixture())
    #expect(empty.tables.isEmpty && empty.remedy?.contains("earshot run Experiments/gen1.json") == true)
  }

  @Test func `losses in different units compare nothing, in a common one they do`() throws {
    let fixture = try Self.fixture { Double($0) / 32 }
    let report = try Self.report(
      fixture,
      [
        Self.ablation("own", metric: "validation.loss"),
        Self.ablation("common", metric: "validation.crossEntropy"),
      ], losses: [.meanSquaredError, .categoricalCrossEntropy])
    let effects = report.tables[0].effects
    #expect(effects[0].conclusion == .incomparable && effects[0].difference == nil)
    #expect(effects[0].answer.hasSuffix("compares nothing, the units are squared error and nats"))
    #expect(effects[1].baselineMean == 1 && effects[1].conclusion != .incomparable)
    #expect(report.tables[0].notes.isEmpty == (effects[1].test.isTested))
  }

  @Test func `final, best and selected epochs are read apart`() throws {
    let fixture = try HistoryFixture()
    // Validation accuracy is best in the first epoch, test accuracy in the second.
    for fold in 1...5 {
      try fixture.add(
        "gen1", seed: 1, fold: fold, validation: 0.5, epochCount: 3,
        test: [0.25 + Double(fold) / 64, 0.75, 0.5])
    }
    let same = ["gen1.json", "gen1.json"]
    let report = try Self.report(
      fixture,
      [
        Self.ablation(
          "peek", metric: "best(validation.accuracy)", baselineMetric: "validation.accuracy", files: same),
        Self.ablation(
          "select", metric: "selected(test.accuracy)", baselineMetric: "test.accuracy", files: same),
        Self.ablation(
          "optimism", metric: "best(test.accuracy)", baselineMetric: "selected(test.accuracy)", files: same),
      ])
    let effects = report.tables[0].effects
    #expect(effects.map(\.baselineMean) == [0.5, 0.5, 0.296875])
    #expect(effects.map(\.variantMean) == [0.5625, 0.296875, 0.75])
  }

  @Test(
    "names and questions are shown as written, whatever the format",
    arguments: ["<script>alert(1)</script>", "a|b\nc", "$x_1^2$ \\input{x}", "=1+1"])
  func hostile(text: String) throws {
    var ablation = Self.ablation()
    ablation.id = text
    ablation.question = text
    let report = try Self.report(Self.fixture { Double($0) / 32 }, [ablation])
    #expect(!report.markdown.contains("<script>") && !report.latex.contains("\\input{x}"))
    let cells = try #require(ReportFormatTests.records(report.csv))
    #expect(cells.contains { $0.contains { $0 == text || $0 == "'" + text } })
    let object = try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any]
    let effects = (object?["tables"] as? [[String: Any]])?.first?["effects"] as? [[String: Any]]
    #expect(effects?.first?["id"] as? String == text)
  }

  @Test func `golden files`() throws {
    let effects = [0.125, 0.0625, 0.1875, 0.09375, 0.15625]
    let report = try Self.report(
      Self.fixture { effects[$0 - 1] },
      [
        Self.ablation(), Self.ablation("loss", metric: "validation.loss"),
        Self.ablation("none", metric: "test.loss"),
      ],
      losses: [.meanSquaredError, .categoricalCrossEntropy])
    try GoldenFile.expect(report.text(width: 100), equals: "ablations-100.txt")
    try GoldenFile.expect(report.markdown, equals: "ablations.md")
    try GoldenFile.expect(report.json, equals: "ablations.json")
  }
}

extension ComparisonReport.Outcome {
  fileprivate var isTested: Bool { if case .tested = self { true } else { false } }
}
