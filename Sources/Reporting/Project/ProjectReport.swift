public import ContentDigest
public import Evaluation
public import ExperimentSchema
public import RunStore

/// The whole story: the question, the data, the pipeline, the generations, what of their claims replicates and what does
/// not, and why.
///
/// Every number comes from the store or from the files, and every sentence that concludes something is chosen by a
/// computed verdict. Checked in `ProjectReportTests`.
public struct ProjectReport: Sendable {
  /// Documented beside measured.
  public var history: HistoryReport
  /// The files of the generations, oldest first.
  public var experiments: [Experiment]
  /// What each change to an experiment does, study by study; the first is of the generations themselves.
  public var studies: [AblationReport]
  /// How far training accuracy exceeds validation accuracy, by corpus in the order of the history's tables.
  public var gaps: [[Gap]]
  /// What the front end does to one clip; nil where that was left out.
  public var illustration: PipelineIllustration?

  /// How far one generation's training accuracy exceeds its validation accuracy.
  public struct Gap: Hashable, Sendable {
    /// The generation.
    public var experiment: String
    /// What the claims on its two accuracies leave between them; nil where one is missing.
    public var documented: Double?
    /// Training less validation accuracy of the final epoch, over seeds, each its mean over the documented folds; nil
    /// where nothing was measured.
    public var measured: MeanEstimate?
    /// The runs behind it.
    public var runs: [String]
  }

  /// Reads `store` and tells the story.
  ///
  /// - Parameters:
  ///   - history: The experiments' order, and the claims that span them.
  ///   - experiments: The files as they are now; those that `history` does not list are left out.
  ///   - studies: The ablations; none leaves the reasons out.
  ///   - illustration: What the front end does to one clip.
  ///   - corpora: Names of corpora; nil for each that something was run on.
  ///   - digest: The digest of an experiment under the names of a corpus' classes.
  /// - Throws: ``RunStoreError`` where the store cannot be read.
  public static func make(
    history: History, experiments: [Experiment],
    studies: [DeclaredStudy], illustration: PipelineIllustration?, store: RunStore, corpora: [String]? = nil,
    digest: (Experiment, [String]) -> ContentDigest
  ) throws(RunStoreError) -> ProjectReport {
    let report = try HistoryReport.make(
      history: history, experiments: experiments, store: store, corpora: corpora, digest: digest)
    let listed = history.listed(of: experiments)
    var gaps: [[Gap]] = []
    for table in report.tables {
      let measurements = try ExperimentMeasurements(
        of: listed, claims: [], corpus: table.corpus, store: store, digest: digest)
      gaps.append(listed.map { Gap(of: $0, in: measurements) })
    }
    var reports: [AblationReport] = []
    for study in studies {
      reports.append(try AblationReport.make(of: study, store: store, corpora: corpora, digest: digest))
    }
    return ProjectReport(
      history: report, experiments: listed, studies: reports, gaps: gaps, illustration: illustration)
  }
}

extension ProjectReport.Gap {
  /// What `experiment` claims and `measurements` hold of it.
  init(of experiment: Experiment, in measurements: ExperimentMeasurements) {
    func claimed(_ metric: MetricName) -> Double? {
      for claim in experiment.claims where claim.metric == metric.description {
        if case .equals(_, let value) = claim.statement { return value }
      }
      return nil
    }
    let grid = SeedFoldGrid(
      measurements.observations(of: experiment), folds: measurements.documentedFolds(experiment))
    let bySeed = grid.seedMeans { observation in
      guard let train = observation.run.trainAccuracy, let validation = observation.run.validationAccuracy
      else { return nil }
      return train - validation
    }
    self.experiment = experiment.name
    documented = claimed(.trainAccuracy).flatMap { train in
      claimed(.validationAccuracy).map { train - $0 }
    }
    measured = MeanEstimate(bySeed.sorted { $0.key < $1.key }.map(\.value))
    runs = grid.rows.flatMap { $0.map(\.run.id) }
  }
}

/// What the front end does to one clip, stage by stage.
public struct PipelineIllustration: Hashable, Sendable {
  /// What is heard, such as `Rain, of the synthetic corpus`.
  public var subject: String
  /// The recording, and what each stage leaves of it.
  public var stages: [Stage]
  /// What the model sees: one value for each frequency bin, all ≥ 0.
  public var features: [Float]
  /// The highest frequency of ``features`` and of every spectrogram, in Hz.
  public var highestFrequency: Double

  /// An illustration of these parts.
  public init(subject: String, stages: [Stage], features: [Float], highestFrequency: Double) {
    self.subject = subject
    self.stages = stages
    self.features = features
    self.highestFrequency = highestFrequency
  }

  /// The recording after one stage.
  public struct Stage: Hashable, Sendable {
    /// What was done, such as `spectral gate`.
    public var name: String
    /// How long it is, in seconds.
    public var seconds: Double
    /// The share of the recording's energy that is left, in 0...1.
    public var energyShare: Double
    /// Levels in dB below the loudest of the recording, `[frequency][time]`, lowest frequency first.
    public var levels: [[Float]]

    /// A stage of these parts.
    public init(name: String, seconds: Double, energyShare: Double, levels: [[Float]]) {
      self.name = name
      self.seconds = seconds
      self.energyShare = energyShare
      self.levels = levels
    }
  }
}
