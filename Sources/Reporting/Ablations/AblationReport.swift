public import Evaluation
public import ExperimentSchema
public import RunStore

/// What changes when one thing about an experiment is changed: the effect of each ablation, with its interval.
///
/// An effect is the variant less the baseline, on the seeds and folds that both have. Whether it is one is tested by the
/// corrected resampled t-test, folds being the units, Holm-corrected over the ablations that were tested.
///
/// Checked in `AblationReportTests`.
public struct AblationReport: Hashable, Sendable {
  /// The study's title.
  public var title: String
  /// The files of the experiments that it is about, as commands name them.
  public var files: [String]
  /// One for each corpus that some pair was run on.
  public var tables: [CorpusTable]
  /// What to do where there is nothing to report; nil otherwise.
  public var remedy: String?

  /// The effects on one corpus.
  public struct CorpusTable: Hashable, Sendable {
    /// The corpus.
    public var corpus: StoredCorpus
    /// In the study's order.
    public var effects: [Effect]
    /// What is missing.
    public var notes: [Note]
  }

  /// What one ablation does.
  public struct Effect: Hashable, Sendable {
    /// What was asked.
    public var ablation: Ablation
    /// What the baseline is called.
    public var baselineName: String
    /// What the variant is called.
    public var variantName: String
    /// The folds and seeds that both have; empty where there are none.
    public var folds: [Int]
    /// See ``folds``.
    public var seeds: [UInt64]
    /// The baseline's mean over those; nil where it was not measured, or the two are in different units.
    public var baselineMean: Double?
    /// The variant's.
    public var variantMean: Double?
    /// The variant less the baseline; nil where either is.
    public var difference: Spread?
    /// The same by fold, each the mean over the seeds.
    public var foldDifferences: [Double]
    /// Whether it is there.
    public var test: ComparisonReport.Outcome<CorrectedResampledTest>
    /// What follows.
    public var conclusion: Conclusion
    /// The runs of the baseline, and those of the variant, by seed and fold.
    public var baselineRuns: [String]
    /// See ``baselineRuns``.
    public var variantRuns: [String]
  }

  /// What follows of an effect.
  public enum Conclusion: String, Hashable, Sendable {
    /// It is there, and above 0.
    case higher
    /// It is there, and below 0.
    case lower
    /// It is not shown, and its interval lies within the tolerance.
    case negligible
    /// Not decided.
    case open
    /// The two cannot be compared, as losses in different units.
    case incomparable
  }

  /// Something that is missing.
  public struct Note: Hashable, Sendable {
    /// What it is.
    public var problem: String
    /// The command that would fill it.
    public var command: String?
  }
}

extension AblationReport.Conclusion {
  /// The conclusion in words.
  package var words: String {
    switch self {
    case .higher: "higher"
    case .lower: "lower"
    case .negligible: "no effect worth the name"
    case .open: "not decided"
    case .incomparable: "compares nothing"
    }
  }
}
