import ContentDigest
import Evaluation
import ExperimentSchema
import Foundation
import Reporting
import RunStore
import TestSupport
import Testing

@Suite("Comparison report: common ground, tests and refusals")
struct ComparisonReportTests {
  /// Stores runs of experiment `name`: `value` of each seed and fold, and predictions that are right on the clips
  /// that `isRight` admits.
  func add(
    _ name: String, to fixture: HistoryFixture, seeds: ClosedRange<UInt64> = 1...2,
    folds: [Int] = [1, 2, 3, 4, 5],
    value: (_ seed: UInt64, _ fold: Int) -> Double,
    isRight: (_ seed: UInt64, _ clip: Int) -> Bool = { _, _ in true }
  ) throws {
    for seed in seeds {
      for fold in folds {
        try fixture.add(
          name, seed: seed, fold: fold, validation: value(seed, fold),
          predictions: HistoryFixture.predictions(ofFold: fold) { clip in
            isRight(seed, clip) == (clip % 2 == 0) ? 0.75 : 0.25
          })
      }
    }
  }

  func compare(
    _ fixture: HistoryFixture, _ names: [String] = ["gen1", "gen2"], corpora: [String]? = nil
  ) throws -> ComparisonReport {
    try ComparisonReport.make(
      subjects: names.map { .init(label: $0, source: .experiment(HistoryFixture.experiment($0))) },
      store: fixture.store, corpora: corpora, digest: HistoryFixture.digest)
  }

  @Test func `means, deviations and fold differences are of the seeds and folds that all have`() throws {
    let fixture = try HistoryFixture()
    try add("gen1", to: fixture, seeds: 1...3) { Double($0) / 64 + Double($1) / 16 }
    try add("gen2", to: fixture, seeds: 2...4) { Double($0) / 32 + Double($1) / 32 }
    try add("gen2", to: fixture, seeds: 1...1, folds: [5]) { _, _ in 0.5 }
    let table = try #require(try compare(fixture).tables.first)
    #expect(table.seeds == [2, 3] && table.folds == [1, 2, 3, 4, 5])
    let pair = try #require(table.pairs.first)
    let expected: [Double] = (1...5).map { fold in Double(fold) / 32 - 0.0390625 }
    #expect(pair.foldDifferences == expected)
    #expect(pair.difference?.mean == 0.0546875)
    #expect(abs(try #require(pair.difference?.seedDeviation) - 0.5.squareRoot() / 64) < 1e-15)
    #expect(abs(try #require(pair.difference?.foldDeviation) - 2.5.squareRoot() / 32) < 1e-15)
    #expect(table.rows[0].measurement.runs.count == 10)
    #expect(
      table.notes.map(\.problem) == [
        "gen1: 5 of 15 runs left out, of seeds and folds that not all have",
        "gen2: 6 of 16 runs left out, of seeds and folds that not all have",
      ])
  }

  @Test func `the t-test takes folds for units, and the share of test clips from the corpus`() throws {
    let fixture = try HistoryFixture()
    let left = [0.5, 0.5625, 0.625, 0.53125, 0.59375]
    try add("gen1", to: fixture) { left[$1 - 1] + ($0 == 1 ? 0.0625 : -0.0625) }
    try add("gen2", to: fixture) { _, fold in 0.5 + Double(fold) / 128 }
    let pair = try #require(try compare(fixture).tables.first?.pairs.first)
    let expected = try #require(
      CorrectedResampledTest(left, (1...5).map { 0.5 + Double($0) / 128 }, testShare: 0.25))
    #expect(pair.resampled == .tested(expected, pValue: expected.pValue, corrected: expected.pValue))
    #expect(pair.effectSize == EffectSize.paired(left, (1...5).map { 0.5 + Double($0) / 128 }))
  }

  @Test func `below five folds, and where no fold differs, there is no t-test`() throws {
    let fixture = try HistoryFixture()
    for name in ["gen1", "gen2"] { try add(name, to: fixture, folds: [1, 2, 3, 4]) { _, _ in 0.5 } }
    #expect(
      try compare(fixture).tables[0].pairs[0].resampled == .refused("4 folds < 5"))
    for name in ["gen1", "gen2"] { try add(name, to: fixture, folds: [5]) { _, _ in 0.5 } }
    #expect(try compare(fixture).tables[0].pairs[0].resampled == .refused("no fold differs"))
  }

  @Test func `McNemar's test has one prediction for each clip, averaged over the seeds`() throws {
    let fixture = try HistoryFixture()
    // Of three seeds two are right on every clip: their mean is.
    try add(
      "gen1", to: fixture, seeds: 1...3, value: { _, _ in 0.5 },
      isRight: { seed, clip in
        seed != UInt64(clip % 3 + 1)
      })
    try add("gen2", to: fixture, seeds: 1...3, value: { _, _ in 0.5 }, isRight: { _, clip in clip >= 7 })
    let pair = try #require(try compare(fixture).tables.first?.pairs.first)
    let expected = McNemarTest(leftOnly: 7, rightOnly: 0)
    let pValue = try #require(expected.pValue)
    #expect(abs(pValue - 2.0 / 128) < 1e-15)
    #expect(pair.mcNemar == .tested(expected, pValue: pValue, corrected: pValue))
    try add("gen3", to: fixture, seeds: 1...3, value: { _, _ in 0.5 }, isRight: { _, clip in clip >= 5 })
    #expect(
      try compare(fixture, ["gen1", "gen3"]).tables[0].pairs[0].mcNemar
        == .refused("5 discordant < 6"))
  }

  @Test func `the calibration error is of each seed's predictions of all folds, then the mean`() throws {
    let fixture = try HistoryFixture()
    // Confidence is .75 throughout; of ten clips six are right for seed 1, all for seed 2.
    try add(
      "gen1", to: fixture, value: { _, _ in 0.5 }, isRight: { seed, clip in seed == 2 || clip % 3 != 0 })
    try add("gen2", to: fixture) { _, _ in 0.5 }
    let rows = try compare(fixture).tables[0].rows
    #expect(abs(try #require(rows[0].calibrationError) - (0.15 + 0.25) / 2) < 1e-9)
    #expect(abs(try #require(rows[1].calibrationError) - 0.25) < 1e-9)
  }

  @Test func `Holm's correction spans the pairs that were tested`() throws {
    let fixture = try HistoryFixture()
    for (index, name) in ["gen1", "gen2", "gen3"].enumerated() {
      try add(name, to: fixture) { 0.25 + Double(index * $1 * $1) / 256 + Double($0) / 64 }
    }
    let pairs = try compare(fixture, ["gen1", "gen2", "gen3"]).tables[0].pairs
    var (raw, corrected) = ([Double](), [Double]())
    for pair in pairs {
      guard case .tested(_, let pValue, let holm) = pair.resampled else { continue }
      raw.append(pValue)
      corrected.append(holm)
    }
    #expect(raw.count == 3 && corrected == holmCorrected(raw))
    #expect(pairs.map(\.left) == ["gen1", "gen1", "gen2"])
  }

  @Test func `single runs are compared by their clips alone`() throws {
    let fixture = try HistoryFixture()
    try fixture.add("gen1", seed: 1, validation: 0.5)
    try fixture.add("gen2", seed: 1, validation: 0.75)
    let ids = try fixture.store.runSummaries(sort: RunSort(.sequence)).map(\.id)
    let report = try ComparisonReport.make(
      subjects: ids.map { .init(label: $0, source: .run($0)) }, store: fixture.store,
      digest: HistoryFixture.digest)
    let pair = try #require(report.tables.first?.pairs.first)
    #expect(pair.difference?.mean == -0.25 && pair.effectSize == nil)
    #expect(pair.resampled == .refused("1 fold < 5"))
  }

  @Test func `nothing in common, and nothing at all, say what to run`() throws {
    let fixture = try HistoryFixture()
    #expect(try compare(fixture).remedy?.contains("earshot run gen1 gen2 --seeds 1..3 --folds all") == true)
    try add("gen1", to: fixture, folds: [1]) { _, _ in 0.5 }
    #expect(try compare(fixture).tables.isEmpty)
    try add("gen2", to: fixture, folds: [2]) { _, _ in 0.5 }
    let table = try #require(try compare(fixture, ["gen1", "gen2", "gen3"]).tables.first)
    #expect(table.rows.isEmpty && table.pairs.isEmpty)
    #expect(
      table.notes.map(\.problem) == [
        "no seed and fold that all have: nothing to compare", "gen3: no completed run on tones",
      ])
    #expect(table.notes[0].command?.hasPrefix("earshot run gen1 gen2 gen3 --corpus ../data/tones") == true)
    #expect(try compare(fixture, corpora: ["noises"]).remedy?.contains("--corpus noises") == true)
  }

  @Test(.tags(.golden)) func `golden files`() throws {
    let fixture = try HistoryFixture()
    for (index, name) in ["gen1", "gen2", "gen3"].enumerated() {
      try add(
        name, to: fixture, seeds: 1...3,
        value: { seed, fold in 0.25 + Double(index * (fold + 3)) / 64 + Double(seed * UInt64(fold)) / 256 },
        isRight: { seed, clip in clip * Int(seed) % 7 <= 3 * index })
    }
    try add("gen1", to: fixture, seeds: 4...4, folds: [5]) { _, _ in 0.5 }
    let report = try compare(fixture, ["gen1", "gen2", "gen3"])
    try GoldenFile.expect(report.text(width: 80), equals: "compare-80.txt")
    try GoldenFile.expect(report.text(width: 120, style: .ascii), equals: "compare-ascii.txt")
    try GoldenFile.expect(report.markdown, equals: "compare.md")
    try GoldenFile.expect(report.latex, equals: "compare.tex")
    try GoldenFile.expect(report.csv, equals: "compare.csv")
    try GoldenFile.expect(report.json, equals: "compare.json")
  }

  @Test func `a comparison of 1000 runs, timed`() throws {
    let fixture = try HistoryFixture()
    for name in ["gen1", "gen2"] {
      try add(name, to: fixture, seeds: 1...100) { Double($0) / 256 + Double($1) / 64 }
    }
    let time = try ContinuousClock().measure { _ = try compare(fixture).text() }
    FileHandle.standardError.write(Data("comparison of 1000 runs: \(time)\n".utf8))
  }
}
