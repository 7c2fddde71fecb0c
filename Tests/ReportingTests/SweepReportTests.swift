import ContentDigest
import ExperimentSchema
import Foundation
import Reporting
import RunStore
import TestSupport
import Testing

@Suite("Sweep report: trials, what mattered, what is best")
struct SweepReportTests {
  /// What became of a trial: a hidden layer's width, a learning rate, and the accuracies of its two runs.
  private struct Tried {
    var units: Int
    var rate: Double
    var accuracies: [Double] = []
    var status = TrialStatus.completed
    var macs = 100_000
  }

  private static let file = """
    {
      "name": "widths", "title": "How wide <b>a</b> net", "experiment": "base.json",
      "space": {
        "model.layers.hidden1.units": { "type": "integer", "low": 16, "high": 512, "step": 16 },
        "training.optimizer.learningRate": { "type": "logUniform", "low": 1e-4, "high": 1e-1 }
      },
      "objectives": [ OBJECTIVES ],
      "seeds": [1, 2], "sampler": { "type": "random", "seed": 7 }, "budget": { "trials": 40 }
    }
    """

  private static let base = """
    {
      "name": "base", "title": "A small net", "corpus": { "name": "tones", "classes": "all" },
      "split": { "train": [1, 2, 3, 4], "validation": [5] },
      "frontEnd": {
        "sampleRate": 22050,
        "features": { "type": "meanMagnitudeSpectrum", "fftLength": 256, "hopLength": 128 }
      },
      "model": {
        "architecture": "documented",
        "layers": [
          { "type": "dense", "name": "hidden1", "units": 32, "activation": "relu" },
          { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" }
        ]
      },
      "training": {
        "loss": "categoricalCrossEntropy", "epochs": 2, "batchSize": 32, "seeds": [1],
        "optimizer": { "type": "adam", "learningRate": 0.001 }
      }
    }
    """

  /// A sweep in a store, its trials ended in their order.
  private static func report(
    _ tried: [Tried], objectives: String = #"{ "metric": "validation.accuracy" }"#
  ) throws -> SweepReport {
    try reportAndStore(tried, objectives: objectives).report
  }

  private static func reportAndStore(
    _ tried: [Tried], objectives: String = #"{ "metric": "validation.accuracy" }"#
  ) throws -> (report: SweepReport, store: RunStore) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sweep-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(base.utf8).write(to: folder.appending(path: "base.json"))
    let file = folder.appending(path: "widths.json")
    try Data(Self.file.replacingOccurrences(of: "OBJECTIVES", with: objectives).utf8).write(to: file)
    let declared = try ExperimentDecoder.sweep(at: file)
    let fixture = try HistoryFixture()
    let (store, time) = (fixture.store, HistoryFixture.time)
    let sweep = try store.create(
      SweepRecord(
        name: "widths", specification: declared.resolvedText, corpusName: "tones",
        corpusDigest: ContentDigest(of: "tones"), trialLimit: 40, secondsLimit: nil, createdAt: time))
    try store.setSecondsSpent(83, ofSweep: sweep.id)
    for (index, trial) in tried.enumerated() {
      let assignment: Assignment = [.integer(trial.units), .number(trial.rate)]
      let text = declared.hyperparametersText(of: assignment)
      let digest = ContentDigest(of: text)
      let number = index + 1
      try store.add(
        [.init(number: number, hyperparameters: text, configurationDigest: digest, askedAfter: index)],
        toSweep: sweep.id, at: time)
      if trial.status == .waiting { continue }
      try store.begin([.init(trial: number, stageEpochs: nil)], ofSweep: sweep.id, at: time)
      for (seed, accuracy) in trial.accuracies.enumerated() {
        try fixture.add(
          "base", seed: UInt64(seed + 1), validation: accuracy, digest: digest, macs: trial.macs)
      }
      let runs = try store.runSummaries(RunFilter(configurationDigests: [digest])).map(\.id)
      let epoch = trial.status == .pruned ? 1 : 2
      var values = [TrialValue(objective: 0, epoch: epoch, samples: trial.accuracies)]
      if declared.specification.objectives.count == 2 {
        values.append(TrialValue(objective: 1, epoch: epoch, samples: [Double(trial.macs)]))
      }
      if trial.status == .running { continue }
      try store.end(
        trial: number, ofSweep: sweep.id,
        TrialEnd(
          trial.status, reason: trial.status == .failed ? "the loss was not finite" : nil,
          values: values.compactMap(\.self), runs: runs), at: time)
    }
    return (try SweepReport.make(of: store.sweep(named: "widths"), store: store), store)
  }

  private static let few = [
    Tried(units: 64, rate: 0.001, accuracies: [0.25, 0.5], macs: 90_000),
    Tried(units: 128, rate: 0.0123456, accuracies: [0.5, 0.75], macs: 120_000),
    Tried(units: 256, rate: 0.01, accuracies: [0.125, 0.25], status: .pruned, macs: 150_000),
    Tried(units: 16, rate: 0.1, status: .failed),
    Tried(units: 512, rate: 0.005, accuracies: [0.375, 0.375], macs: 200_000),
    Tried(units: 32, rate: 0.002, status: .waiting),
  ]

  @Test func `completed trials stand before pruned ones, these before the others, the best at the top`()
    throws
  {
    let report = try Self.report(Self.few)
    #expect(report.trials.map(\.number) == [2, 1, 5, 3, 6, 4])
    #expect(report.best?.value()?.mean == 0.625)
    #expect(report.counts.total == 6 && report.counts.ended == 5)
    let markdown = report.markdown
    #expect(markdown.contains("6 of 40 trials: 1 failed, 1 pruned, 3 completed, 1 waiting."))
    #expect(
      markdown.contains(
        "Best by validation.accuracy: trial 2, 62.50 % ± 17.68 over 2 runs, with model.layers.hidden1.units 128, "
          + "training.optimizer.learningRate 0.01235."))
    #expect(markdown.contains("earshot sweep best widths"))
  }

  @Test func `a loss is better where it is less`() throws {
    let report = try Self.report(
      Self.few, objectives: #"{ "metric": "validation.crossEntropy", "direction": "minimize" }"#)
    #expect(report.trials.prefix(3).map(\.number) == [1, 5, 2])
  }

  @Test func `the front holds what nothing surpasses at as little cost`() throws {
    #expect(try Self.report(Self.few).front == [1, 2])
    let alike = Self.few.map {
      Tried(units: $0.units, rate: $0.rate, accuracies: $0.accuracies, status: $0.status)
    }
    #expect(try Self.report(alike).front.isEmpty, "all cost the same")
    let both = try Self.report(
      Self.few, objectives: #"{ "metric": "validation.accuracy" }, { "metric": "macs" }"#)
    #expect(both.front == [1, 2])
    #expect(both.markdown.contains("90 000"))
    #expect(
      both.markdown.contains("earshot sweep best widths --trial 2"), "of two objectives none is the best")
  }

  @Test func `the course tells the best after each end, in their order`() throws {
    func course(_ objective: String) throws -> [[Double]] {
      let report = try Self.report(Self.few, objectives: objective)
      let object = try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any]
      let steps = try #require(object?["course"] as? [[String: Double]])
      return steps.map { [$0["trial"] ?? 0, $0["value"] ?? 0, $0["best"] ?? 0] }
    }
    #expect(
      try course(#"{ "metric": "validation.accuracy" }"#)
        == [[1, 0.375, 0.375], [2, 0.625, 0.625], [5, 0.375, 0.625]])
    #expect(
      try course(#"{ "metric": "validation.loss", "direction": "minimize" }"#)
        == [[1, 0.375, 0.375], [2, 0.625, 0.375], [5, 0.375, 0.375]])
  }

  @Test func `few trials have no importance, and what decides has nearly all of it`() throws {
    let refused = try Self.report(Self.few)
    #expect(refused.importance == .refused("Importance takes 10 completed trials, and there are 3."))
    // The accuracy follows the rate alone; widths go up and down.
    let many = (0..<30).map { (index: Int) -> Tried in
      let accuracy = Double(index) / 32
      let rate = 1e-4 * pow(1000, Double(index) / 29)
      return Tried(units: 16 + 16 * (index * 7 % 31), rate: rate, accuracies: [accuracy, accuracy])
    }
    guard case .shares(let shares) = try Self.report(many).importance else {
      Issue.record("30 trials have no importance")
      return
    }
    #expect(shares.map(\.keyPath).first == "training.optimizer.learningRate")
    #expect(shares[0].share > 0.7 && abs(shares.reduce(0) { $0 + $1.share } - 1) < 1e-9)
  }

  @Test func `a sweep without trials tells what to do`() throws {
    let report = try Self.report([])
    #expect(report.best == nil && report.markdown.contains("earshot sweep resume widths"))
  }

  @Test func `a terminal shows the best twenty and says what it leaves out; JSON has all`() throws {
    let many = (0..<30).map { Tried(units: 64, rate: 1e-3 * Double($0 + 1), accuracies: [0.5]) }
    let report = try Self.report(many)
    #expect(report.text().contains("10 more trials"))
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any])
    #expect((object["trials"] as? [Any])?.count == 30)
    #expect((object["importance"] as? [String: Any])?["refused"] as? String != nil)
  }

  @Test func `a page draws settings and course, and shows names as written`() throws {
    let page = try #require(ParsedMarkup.parse(try Self.report(Self.few).html))
    #expect(page.elements(style: "configuration").count == 3)
    #expect(page.elements("figure").count == 2)
    #expect(page.elements("b").isEmpty)
  }

  @Test func `a value leads to its runs, and to a query that gives it again`() throws {
    let (report, store) = try Self.reportAndStore(Self.few)
    let derivations = report.document(for: .page).blocks.flatMap { block -> [(String, Derivation)] in
      guard case .table(let table) = block else { return [] }
      return table.cells.flatMap { $0.compactMap { cell in cell.derivation.map { (cell.text, $0) } } }
    }
    #expect(derivations.count == 6, "mean and deviation of each completed trial")
    for (text, derivation) in derivations where derivation.rule == .mean {
      let rows = try store.query(sql: derivation.sql, limit: 100, seconds: 10).rows
      let values = rows.compactMap { row -> Double? in
        if case .number(let value)? = row.last { value } else { nil }
      }
      #expect(values.count == 2)
      #expect(String(format: "%.2f %%", 100 * values.reduce(0, +) / 2) == text)
    }
  }

  @Test(.tags(.golden)) func `golden files`() throws {
    let report = try Self.report(Self.few)
    try GoldenFile.expect(report.text(width: 100), equals: "sweep-100.txt")
    try GoldenFile.expect(report.markdown, equals: "sweep.md")
    try GoldenFile.expect(report.json, equals: "sweep.json")
  }
}
