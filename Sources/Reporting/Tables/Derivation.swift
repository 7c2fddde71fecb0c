public import ExperimentSchema

/// Where a number of a report comes from: the runs behind it, a query for what they hold, and the rule that makes one
/// number of that.
///
/// Checked in `DerivationTests`: for each rule that needs nothing but the rows, the query's rows give the cell.
public struct Derivation: Hashable, Sendable {
  /// How the number comes out of the query's rows.
  public var rule: Rule
  /// The ids of the runs that count.
  public var runs: [String]
  /// What of them is looked at.
  public var quantity: Quantity

  /// A number made by `rule` from `quantity` of `runs`.
  init(_ rule: Rule, of quantity: Quantity, runs: [String]) {
    self.rule = rule
    self.runs = runs
    self.quantity = quantity
  }

  /// What a run holds.
  public enum Quantity: Hashable, Sendable {
    /// A column of the table `run`.
    case column(RunColumn)
    /// Metrics, each in one epoch.
    case metrics([MetricReading])
    /// What the model said of each validation clip.
    case predictions
  }

  /// A column of the table `run` that reports show.
  public enum RunColumn: String, Hashable, Sendable, CaseIterable {
    /// The final epoch's, and the best one's.
    case trainAccuracy, validationAccuracy, bestValidationAccuracy, validationLoss, validationCrossEntropy
    /// What it takes.
    case seconds, cpuSeconds, parameters, macs
  }

  /// How one number is made of many.
  public enum Rule: String, Hashable, Sendable {
    /// What is the same in all of them.
    case common = "the same in all runs"
    /// The mean of all.
    case mean = "the mean over seeds and folds"
    /// Of runs of any seeds and folds.
    case runDeviation = "the standard deviation (ddof 1) over the runs"
    /// See ``Spread/seedDeviation``.
    case seedDeviation =
      "the standard deviation (ddof 1) over seeds, of each seed's mean over the folds"
    /// See ``Spread/foldDeviation``.
    case foldDeviation =
      "the standard deviation (ddof 1) over folds, of each fold's mean over the seeds"
    /// The mean less what was claimed.
    case differenceFromClaim = "the mean over seeds and folds, less the value claimed"
    /// Of a pair's.
    case pairedDifference = "the mean over seeds and folds of the first less the second"
    /// Of a pair's, by seed.
    case pairedSeedDeviation =
      "the standard deviation (ddof 1) over seeds, of the first less the second, each its mean over the folds"
    /// Of a pair's, by fold.
    case pairedFoldDeviation =
      "the standard deviation (ddof 1) over folds, of the first less the second, each its mean over the seeds"
    /// See `Calibration`.
    case calibrationError =
      "the expected calibration error of each seed's predictions of all clips, the mean over the seeds"
    /// See `CorrectedResampledTest`.
    case correctedResampledTest =
      "the corrected resampled t-test of the folds' differences, each the mean over the seeds"
    /// See `McNemarTest`.
    case mcNemarTest =
      "the exact McNemar test of one prediction for each clip, its probabilities averaged over the seeds"
    /// See `EffectSize`.
    case effectSize = "Cohen's d of the folds' differences, each the mean over the seeds"
    /// See `ClaimJudge`.
    case claim = "the t interval over seeds, of each seed's mean over the folds (docs/reports.md)"
    /// See ``ProjectReport/Gap``.
    case trainLessValidation =
      "the t interval over seeds of training less validation accuracy, each seed its mean over the folds"
    /// See `ConfusionMatrix`, `Calibration`.
    case predictions = "counted over the clips' predictions"
    /// The same of several runs' models taken together.
    case meanPredictions =
      "counted over one prediction for each clip, its probabilities averaged over the seeds"
  }

  /// A query of the store for what the rule takes, a row for each run or each prediction.
  public var sql: String {
    let chosen = "run.id IN (\(runs.map(\.sqlLiteral).joined(separator: ", ")))"
    let identity = "run.id, experiment.name AS experiment, run.seed, run.fold"
    switch quantity {
    case .column(let column):
      return
        "SELECT \(identity), run.\(column.rawValue) AS value FROM run JOIN experiment USING (experimentID) "
        + "WHERE \(chosen) ORDER BY experiment, run.seed, run.fold"
    case .metrics(let readings):
      let values = readings.map { "(\($0.sql)) AS \(readings.count == 1 ? "value" : "\"\($0)\"")" }
      return "SELECT \(identity), \(values.joined(separator: ", ")) FROM run "
        + "JOIN experiment USING (experimentID) WHERE \(chosen) ORDER BY experiment, run.seed, run.fold"
    case .predictions:
      return "SELECT \(identity), example.clip, prediction.label, prediction.predicted FROM run "
        + "JOIN experiment USING (experimentID) JOIN prediction ON prediction.run = run.sequence "
        + "JOIN example ON example.exampleID = prediction.example "
        + "WHERE prediction.split = 'validation' AND \(chosen) ORDER BY example.clip, experiment, run.seed"
    }
  }
}

extension MetricReading {
  /// A query for its value in the row of `run`.
  fileprivate var sql: String {
    let value = epoch == .best ? "max(value)" : "value"
    let condition =
      switch epoch {
      case .final: " AND epoch = run.epochs"
      case .best: ""
      case .selected: " AND epoch = run.bestEpoch"
      }
    return "SELECT \(value) FROM metricPoint WHERE run = run.sequence "
      + "AND split = \(metric.split.rawValue.sqlLiteral) AND name = \(metric.name.sqlLiteral)\(condition)"
  }
}

extension String {
  /// The text as a literal of SQL.
  fileprivate var sqlLiteral: String {
    "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }
}
