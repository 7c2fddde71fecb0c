import Evaluation
import ExperimentSchema
import Foundation
import GRDB
import Reporting
import RunStore
import Testing

@Suite("Derivations: what a report says its numbers come from gives the numbers")
struct DerivationTests {
  /// A value of one run, as a derivation's query gives it.
  struct Value {
    let experiment: String
    let seed: Int
    let fold: Int
    let value: Double
  }

  /// A store on disk of two experiments over three seeds and five folds, and what is reported of them.
  static func reports(in folder: URL) throws -> (file: URL, documents: [ReportDocument]) {
    let file = folder.appending(path: "earshot.sqlite")
    let fixture = try HistoryFixture(store: RunStore.open(file, access: .readWrite))
    for (shift, name) in ["gen1", "gen2"].enumerated() {
      for seed in 1...3 as ClosedRange<UInt64> {
        for fold in 1...5 {
          try fixture.add(
            name, seed: seed, fold: fold, train: 0.5 + Double(fold) / 64,
            validation: 0.3 + Double(seed * seed) / 128 + Double(fold * shift) / 32,
            crossEntropy: Double(fold) / 8 + Double(seed),
            predictions: HistoryFixture.predictions(ofFold: fold) { ($0 + shift) % 3 == 0 ? 0.75 : 0.25 })
        }
      }
    }
    let experiments = ["gen1", "gen2"].map { name in
      HistoryFixture.experiment(
        name, claims: [HistoryFixture.equals(name, "validation.accuracy", 0.25)])
    }
    let history = try HistoryReport.make(
      history: .init(title: "A history", experiments: ["gen1", "gen2"], claims: []),
      experiments: experiments, store: fixture.store, digest: HistoryFixture.digest)
    let comparison = try ComparisonReport.make(
      subjects: experiments.map { .init(label: $0.name, source: .experiment($0)) }, store: fixture.store,
      digest: HistoryFixture.digest)
    let run = try RunReport.make(
      id: try #require(try fixture.store.runSummaries().first).id, store: fixture.store)
    let reports: [any Report] = [history, comparison, run]
    return (file, reports.map { $0.document(for: .page) })
  }

  /// The number that `rule` makes of `values`; nil where it needs more than rows.
  static func number(_ rule: Derivation.Rule, _ values: [Value]) -> Double? {
    func means(_ side: String?, by key: (Value) -> Int) -> [Double] {
      let chosen = values.filter { side == nil || $0.experiment == side }
      return Set(chosen.map(key)).sorted().compactMap { unit in
        mean(of: chosen.filter { key($0) == unit }.map(\.value))
      }
    }
    func differences(by key: (Value) -> Int) -> [Double] {
      zip(means("gen1", by: key), means("gen2", by: key)).map { $0 - $1 }
    }
    switch rule {
    case .common: return Set(values.map(\.value)).count == 1 ? values[0].value : nil
    case .mean: return mean(of: values.map(\.value))
    case .runDeviation: return standardDeviation(of: values.map(\.value))
    case .seedDeviation: return standardDeviation(of: means(nil) { $0.seed })
    case .foldDeviation: return standardDeviation(of: means(nil) { $0.fold })
    case .differenceFromClaim: return mean(of: values.map(\.value)).map { $0 - 0.25 }
    case .pairedDifference: return mean(of: differences { $0.fold })
    case .pairedSeedDeviation: return standardDeviation(of: differences { $0.seed })
    case .pairedFoldDeviation: return standardDeviation(of: differences { $0.fold })
    case .effectSize:
      return EffectSize.paired(means("gen1") { $0.fold }, means("gen2") { $0.fold })
    case .correctedResampledTest, .mcNemarTest, .claim, .predictions, .meanPredictions,
      .calibrationError, .trainLessValidation:
      return nil
    }
  }

  @Test func `the rows of a cell's query give the cell`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "derivations-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (file, documents) = try Self.reports(in: folder)
    let database = try DatabaseQueue(path: file.path)
    var checked: [Derivation.Rule: Int] = [:]
    for case .table(let table) in documents.flatMap(\.blocks) {
      for (row, column) in table.cells.indices.flatMap({ row in
        table.columns.indices.map { (row, $0) }
      }) {
        guard let derivation = table.cells[row][column].derivation else { continue }
        let text = table.cells[row][column].text
        let rows = try database.read { try Row.fetchAll($0, sql: derivation.sql) }
        checked[derivation.rule, default: 0] += 1
        guard derivation.quantity != .predictions else {
          #expect(!rows.isEmpty)
          continue
        }
        let isByFold = table.columns[column].heading.hasPrefix("fold ")
        #expect(rows.count == derivation.runs.count, "a row for each run of \(text)")
        let values: [Value] = rows.map {
          Value(
            experiment: $0["experiment"], seed: $0["seed"], fold: $0["fold"], value: $0["value"])
        }
        .filter { !isByFold || "fold \($0.fold)" == table.columns[column].heading }
        guard let number = Self.number(derivation.rule, values) else { continue }
        let shown = try #require(Double(text.filter { $0 != " " }))
        let decimals = text.split(separator: ".").dropFirst().first?.count ?? 0
        #expect(
          [1, 100].contains { abs($0 * number - shown) <= 0.5001 * pow(10, -Double(decimals)) },
          "\(table.columns[column].heading): \(text), of the rows \(number)")
      }
    }
    let rules: [Derivation.Rule] = [
      .common, .mean, .seedDeviation, .foldDeviation, .differenceFromClaim, .pairedDifference,
      .pairedSeedDeviation, .pairedFoldDeviation, .effectSize, .correctedResampledTest, .mcNemarTest, .claim,
      .predictions, .calibrationError,
    ]
    #expect(rules.filter { checked[$0] == nil }.isEmpty, "every rule occurs")
  }

  @Test func `explained, every format names the runs and the query`() throws {
    let fixture = try HistoryFixture()
    for fold in 1...5 { try fixture.add("gen1", seed: 1, fold: fold, validation: 0.5) }
    let report = try HistoryReport.make(
      history: .init(title: "A history", experiments: ["gen1"], claims: []),
      experiments: [HistoryFixture.experiment("gen1")], store: fixture.store,
      digest: HistoryFixture.digest)
    let runs = try fixture.store.runSummaries().map(\.id)
    for format in [
      ReportFormat.text(width: 80, style: .ascii, withCurves: false), .markdown, .latex, .csv, .json,
    ] {
      let plain = report.rendered(as: format)
      let explained = report.rendered(as: format, isExplained: true)
      #expect(!plain.contains("SELECT") && explained.contains("SELECT"))
      #expect(runs.allSatisfy(explained.contains))
    }
  }
}
