public import Evaluation
public import ExperimentSchema
public import RunStore

/// The documented history beside the measured one: a line per experiment, a table per corpus.
///
/// Only runs whose configuration is the named file's count, and of equal runs only the newest; so neither an
/// override, nor a trial, nor a repeat slips in.
public struct HistoryReport: Hashable, Sendable {
  /// The history's title.
  public var title: String
  /// One for each corpus that something was run on.
  public var tables: [CorpusTable]
  /// What to do where there is nothing to report; nil otherwise.
  public var remedy: String?

  /// What was measured on one corpus.
  public struct CorpusTable: Hashable, Sendable {
    /// The corpus.
    public var corpus: StoredCorpus
    /// The experiments, oldest first.
    public var rows: [Row]
    /// The claims that span experiments, judged.
    public var spanningClaims: [JudgedClaim]
    /// What is missing, and the command that would fill it.
    public var notes: [Note]
  }

  /// One experiment on one corpus.
  public struct Row: Hashable, Sendable {
    /// The experiment's name.
    public var experiment: String
    /// One line on it.
    public var title: String
    /// Whether its source names every layer.
    public var architecture: ModelSpecification.Architecture
    /// What its loss is called.
    public var loss: TrainingSpecification.Loss
    /// Its claims, judged.
    public var claims: [JudgedClaim]
    /// On the file's own validation folds; nil where no seed is complete.
    public var documented: ProtocolMeasurement?
    /// On every fold of the corpus in turn; nil where no seed is complete, or the file's own folds are all.
    public var allFolds: ProtocolMeasurement?
    /// Values that are trained; nil without runs.
    public var parameterCount: Int?
    /// Multiply-accumulates of one example's forward pass; nil without runs.
    public var multiplyAccumulateCount: Int?
    /// `train.accuracy` over the epochs, over the seeds of ``documented``.
    public var trainCurve: [CurveBand]
    /// `validation.accuracy` over the epochs, over the seeds of ``documented``.
    public var validationCurve: [CurveBand]
    /// One prediction for each clip of ``documented``'s folds, the probabilities averaged over its seeds; nil where
    /// there are none, and where several classes may be heard at once.
    public var confusion: ConfusionMatrix?
    /// The same predictions, class by class, where several classes may be heard at once; else nil.
    public var multiLabel: MultiLabelQuality?
  }

  /// Something that is missing.
  public struct Note: Hashable, Sendable {
    /// The experiments it is missing of.
    public var experiments: [String]
    /// What is missing.
    public var problem: String
    /// The command that would fill it; nil where none would.
    public var command: String?

    /// The experiments with commas between.
    public var subject: String { experiments.joined(separator: ", ") }
  }
}

extension HistoryReport.Row {
  /// The judged claim on final `metric` of this experiment alone, if there is one.
  func claim(_ metric: MetricName) -> JudgedClaim? {
    claims.first { judged in
      switch judged.claim.statement {
      case .equals, .greaterThan: judged.claim.metric == metric.description
      case .greaterThanOthers, .order: false
      }
    }
  }
}
