import Evaluation
import ExperimentSchema
import RunStore

/// A metric measured over seeds × folds, which are never independent units: seeds and folds are averaged
/// apart.
public struct Spread: Hashable, Sendable {
  /// The mean of all.
  public var mean: Double
  /// Over seeds, of each seed's mean over the folds; ddof 1; nil below two seeds.
  public var seedDeviation: Double?
  /// Over folds, of each fold's mean over the seeds; ddof 1; nil below two folds.
  public var foldDeviation: Double?

  /// The spread of `grid`, `[seed, fold]`; nil where it is empty.
  init?(grid: [[Double]]) {
    guard let first = grid.first, !first.isEmpty, let mean = Evaluation.mean(of: grid.flatMap { $0 }) else {
      return nil
    }
    self.mean = mean
    seedDeviation = standardDeviation(of: grid.compactMap { Evaluation.mean(of: $0) })
    foldDeviation = standardDeviation(
      of: first.indices.compactMap { fold in Evaluation.mean(of: grid.map { $0[fold] }) })
  }
}

extension Spread {
  /// The number that `rule` makes of the measurements.
  fileprivate func number(_ rule: Derivation.Rule) -> Double? {
    switch rule {
    case .seedDeviation: seedDeviation
    case .foldDeviation: foldDeviation
    default: mean
    }
  }
}

/// What an experiment measured on one protocol: the seeds that have a completed run on each of its folds.
public struct ProtocolMeasurement: Hashable, Sendable {
  /// The folds reported, ascending.
  public var folds: [Int]
  /// The seeds complete on ``folds``, ascending.
  public var seeds: [UInt64]
  /// The runs behind every number, by seed and fold.
  public var runs: [String]
  /// `train.accuracy` of the final epoch, dropout on, in 0...1.
  public var trainAccuracy: Spread?
  /// `validation.accuracy` of the final epoch, in 0...1.
  public var validationAccuracy: Spread?
  /// The best epoch's `validation.accuracy`, selected on the fold it reports: optimistic.
  public var bestValidationAccuracy: Spread?
  /// `validation.loss` of the final epoch, in the loss' own unit.
  public var validationLoss: Spread?
  /// `validation.crossEntropy` of the final epoch, in nats.
  public var validationCrossEntropy: Spread?
  /// `validation.macroF1` of the final epoch, in 0...1; nil where clips have one class each.
  public var validationMacroF1: Spread?
  /// `validation.averagePrecision` of the final epoch, in 0...1; nil where clips have one class each.
  public var validationAveragePrecision: Spread?
  /// Wall time of training one run, in seconds.
  public var seconds: Spread?
  /// Processor time of training one run, in seconds.
  public var cpuSeconds: Spread?

  /// What `observations`, of one experiment on one corpus, say on `folds`; nil where no seed is complete.
  init?(_ observations: [Observation], folds: [Int]) {
    let grid = SeedFoldGrid(observations, folds: folds)
    if grid.seeds.isEmpty || folds.isEmpty { return nil }
    self.folds = folds
    seeds = grid.seeds
    runs = grid.rows.flatMap { $0.map(\.run.id) }
    trainAccuracy = grid.spread { $0.run.trainAccuracy }
    validationAccuracy = grid.spread { $0.run.validationAccuracy }
    bestValidationAccuracy = grid.spread { $0.run.bestValidationAccuracy }
    validationLoss = grid.spread { $0.run.validationLoss }
    validationCrossEntropy = grid.spread { $0.run.validationCrossEntropy }
    validationMacroF1 = grid.spread { $0.finalMetrics[.validationMacroF1] }
    validationAveragePrecision = grid.spread { $0.finalMetrics[.validationAveragePrecision] }
    seconds = grid.spread { $0.run.seconds }
    cpuSeconds = grid.spread { $0.run.cpuSeconds }
  }

  /// What was measured of `column`; nil of what is no measurement.
  func spread(of column: Derivation.RunColumn) -> Spread? {
    switch column {
    case .trainAccuracy: trainAccuracy
    case .validationAccuracy: validationAccuracy
    case .bestValidationAccuracy: bestValidationAccuracy
    case .validationLoss: validationLoss
    case .validationCrossEntropy: validationCrossEntropy
    case .seconds: seconds
    case .cpuSeconds: cpuSeconds
    case .parameters, .macs: nil
    }
  }

  /// A cell that shows `rule`'s number of `column` as `format` writes it.
  func cell(
    _ column: Derivation.RunColumn, _ rule: Derivation.Rule = .mean,
    format: (Double?) -> String = Figures.percent
  ) -> TextTable.Cell {
    derived(format(spread(of: column)?.number(rule)), rule, column)
  }

  /// A cell that shows `rule`'s number of the final `metric`, a share of which `spread` tells, in percent.
  func cell(
    _ metric: MetricName, _ spread: KeyPath<ProtocolMeasurement, Spread?>, _ rule: Derivation.Rule = .mean
  ) -> TextTable.Cell {
    let text = Figures.percent(self[keyPath: spread]?.number(rule))
    if text == Figures.absent { return .init(text) }
    return .init(text, Derivation(rule, of: .metrics([MetricReading(metric)]), runs: runs))
  }

  /// A cell that shows `text`, made by `rule` from `column` of the runs.
  func derived(
    _ text: String, _ rule: Derivation.Rule, _ column: Derivation.RunColumn
  ) -> TextTable.Cell {
    TextTable.Cell(
      text, text == Figures.absent ? nil : Derivation(rule, of: .column(column), runs: runs))
  }

  /// ``runs``, those of each seed.
  var runsBySeed: [[String]] {
    seeds.indices.map { Array(runs[$0 * folds.count..<($0 + 1) * folds.count]) }
  }

  /// The runs counted, such as `3 seeds × 5 folds`.
  func counts(_ style: TextStyle) -> String {
    func plural(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
    return plural(seeds.count, "seed") + (style == .unicode ? " × " : " x ") + plural(folds.count, "fold")
  }
}

/// Observations arranged by seed and fold; only seeds complete on all folds.
struct SeedFoldGrid {
  let seeds: [UInt64]
  /// `[seed, fold]`.
  let rows: [[Observation]]

  init(_ observations: [Observation], folds: [Int]) {
    var bySeed: [UInt64: [Int: Observation]] = [:]
    for observation in observations {
      bySeed[observation.run.identity.seed, default: [:]][observation.run.identity.fold] = observation
    }
    let complete = bySeed.sorted { $0.key < $1.key }
      .map { seed, byFold in (seed, folds.compactMap { byFold[$0] }) }
      .filter { $0.1.count == folds.count }
    seeds = complete.map(\.0)
    rows = complete.map(\.1)
  }

  /// The spread of a metric over the seeds that have it on every fold.
  func spread(_ metric: (Observation) -> Double?) -> Spread? {
    Spread(grid: rows.map { $0.compactMap(metric) }.filter { $0.count == rows.first?.count })
  }

  /// The metric's mean over the folds, by seed.
  func seedMeans(_ metric: (Observation) -> Double?) -> [UInt64: Double] {
    var means: [UInt64: Double] = [:]
    for (seed, row) in zip(seeds, rows) {
      let values = row.compactMap(metric)
      if values.count == row.count, let mean = mean(of: values) { means[seed] = mean }
    }
    return means
  }
}
