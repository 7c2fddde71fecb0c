public import Evaluation
public import ExperimentSchema
public import RunStore

/// Experiments or runs side by side, and how sure it is that they differ.
///
/// All are compared on common ground: the seeds and folds that each of them has. Accuracies are those of the final
/// epoch; the best epoch's, selected on the fold it reports, stand apart and are never tested. Where several classes may
/// be heard at once, average precision is compared in place of accuracy.
///
/// Checked in `ComparisonReportTests`.
public struct ComparisonReport: Hashable, Sendable {
  /// What is compared, as it is called.
  public var subjects: [String]
  /// One for each corpus that at least two of them were run on.
  public var tables: [CorpusTable]
  /// What to do where there is nothing to compare; nil otherwise.
  public var remedy: String?

  /// Something to compare.
  public struct Subject: Hashable, Sendable {
    /// What it is called; unique among those compared.
    public var label: String
    /// What it stands for.
    public var source: Source

    /// `source`, called `label`.
    public init(label: String, source: Source) {
      self.label = label
      self.source = source
    }
  }

  /// What a subject stands for.
  public enum Source: Hashable, Sendable {
    /// The completed runs whose configuration is this file's, the newest of each seed and fold.
    case experiment(Experiment)
    /// The one run with this id.
    case run(String)
  }

  /// The comparison on one corpus.
  public struct CorpusTable: Hashable, Sendable {
    /// The corpus.
    public var corpus: StoredCorpus
    /// The folds that all have, ascending; empty where there is no common ground.
    public var folds: [Int]
    /// The seeds that all have on each of ``folds``, ascending.
    public var seeds: [UInt64]
    /// What each measured there, in the order asked for; those without runs are left out.
    public var rows: [Row]
    /// What pairs are compared by: `validation.accuracy`, or `validation.averagePrecision` where all recorded that.
    public var metric: MetricName
    /// Each two of them, in the order asked for.
    public var pairs: [Pair]
    /// What is missing or left out.
    public var notes: [Note]
  }

  /// One subject on the common ground.
  public struct Row: Hashable, Sendable {
    /// What it is called.
    public var subject: String
    /// What it measured.
    public var measurement: ProtocolMeasurement
    /// Values that are trained.
    public var parameterCount: Int
    /// Multiply-accumulates of one example's forward pass.
    public var multiplyAccumulateCount: Int
    /// The metric of the final epoch that pairs are compared by, by fold, each the mean over the seeds; nil where a run
    /// lacks it.
    public var foldValues: [Double]?
    /// The expected calibration error of one seed's predictions of all clips, the mean over the seeds, in 0...1; nil
    /// where predictions are missing, and where several classes may be heard at once.
    public var calibrationError: Double?
    /// `train.accuracy` over the epochs; empty where curves were not asked for.
    public var trainCurve: [CurveBand] = []
    /// `validation.accuracy` over the epochs; empty where curves were not asked for.
    public var validationCurve: [CurveBand] = []
  }

  /// Something that is missing or left out.
  public struct Note: Hashable, Sendable {
    /// What it is.
    public var problem: String
    /// The command that would fill it; nil where none would.
    public var command: String?
  }
}

extension ComparisonReport {
  /// Two subjects, the left less the right, in the metric of the final epoch that all are compared by.
  public struct Pair: Hashable, Sendable {
    /// What the one is called.
    public var left: String
    /// What the other is called.
    public var right: String
    /// The mean difference over seeds and folds; nil where a run lacks the metric.
    public var difference: Spread?
    /// The difference by fold, each the mean over the seeds.
    public var foldDifferences: [Double]
    /// The difference of the best epochs' accuracies: optimistic on both sides.
    public var bestDifference: Double?
    /// Cohen's d of the folds' differences; nil below two folds, and where all differ alike.
    public var effectSize: Double?
    /// Whether they differ over the folds; n is the folds, each the mean over the seeds.
    public var resampled: Outcome<CorrectedResampledTest>
    /// Whether they err on as many clips, by one prediction for each: the probabilities averaged over the seeds.
    public var mcNemar: Outcome<McNemarTest>
  }

  /// A test, or why it was refused.
  public enum Outcome<Test: Hashable & Sendable>: Hashable, Sendable {
    /// The test, its p-value, and that corrected by Holm over all pairs that were tested so.
    case tested(Test, pValue: Double, corrected: Double)
    /// Too little to test, in words.
    case refused(String)
  }
}

extension ComparisonReport.Outcome {
  var pValue: Double? { if case .tested(_, let pValue, _) = self { pValue } else { nil } }
  var corrected: Double? { if case .tested(_, _, let corrected) = self { corrected } else { nil } }

  /// The outcome with its p-value corrected to `value`.
  func corrected(to value: Double) -> Self {
    if case .tested(let test, let pValue, _) = self {
      .tested(test, pValue: pValue, corrected: value)
    } else {
      self
    }
  }
}
