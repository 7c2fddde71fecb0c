public import ContentDigest
public import ExperimentSchema
public import RunStore

/// The configurations that were tried of one experiment, the best first, by the settings they differ in.
///
/// Each is measured on the most folds and seeds that it has runs of. Checked in `ConfigurationsReportTests`.
public struct ConfigurationsReport: Hashable, Sendable {
  /// The experiment's name.
  public var experiment: String
  /// What is compared; of shares, such as accuracies, the higher is better, of all else the lower.
  public var objective: MetricReading
  /// One for each corpus that it was run on.
  public var tables: [CorpusTable]
  /// What to do where there is nothing to report; nil otherwise.
  public var remedy: String?

  /// Whether a greater objective is better.
  public var isMaximised: Bool { objective.metric.isShare }

  /// What was tried on one corpus.
  public struct CorpusTable: Hashable, Sendable {
    /// The corpus.
    public var corpus: StoredCorpus
    /// The key paths of the settings that not all configurations have alike, sorted.
    public var settings: [String]
    /// The best first; those without the objective last.
    public var configurations: [Configuration]
  }

  /// A configuration, and what it achieved.
  public struct Configuration: Hashable, Sendable {
    /// Its place in the order in which configurations were first run, from 1.
    public var number: Int
    /// Its digest.
    public var digest: ContentDigest
    /// Whether it is the file's as it is now.
    public var isDeclared: Bool
    /// Its settings by key path, as text; one that it does not have is absent.
    public var values: [String: String]
    /// The objective over the seeds and folds that it has; nil where no run recorded it.
    public var measured: Spread?
    /// The seeds and folds counted.
    public var seeds: [UInt64]
    /// See ``seeds``.
    public var folds: [Int]
    /// The runs counted.
    public var runs: [String]
    /// Values that are trained.
    public var parameterCount: Int
    /// Multiply-accumulates of one example's forward pass.
    public var multiplyAccumulateCount: Int
  }
}
