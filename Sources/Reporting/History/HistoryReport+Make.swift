public import ContentDigest
import Evaluation
public import ExperimentSchema
public import RunStore

extension HistoryReport {
  /// Reads `store` and makes the report.
  ///
  /// - Parameters:
  ///   - history: The experiments' order, and the claims that span them.
  ///   - experiments: The files as they are now; those that `history` does not list are left out.
  ///   - corpora: Names of corpora; nil for a table of each that something was run on.
  ///   - digest: The digest of an experiment under the names of a corpus' classes.
  /// - Throws: ``RunStoreError`` where the store cannot be read.
  /// - Complexity: O(runs × epochs), for the curves; 300 runs within 200 ms.
  public static func make(
    history: History, experiments: [Experiment], store: RunStore, corpora: [String]? = nil,
    digest: (Experiment, [String]) -> ContentDigest
  ) throws(RunStoreError) -> HistoryReport {
    let listed = history.listed(of: experiments)
    var tables: [CorpusTable] = []
    for corpus in try store.corpora() where corpora?.contains(corpus.name) != false {
      let builder = try HistoryTableBuilder(
        history: history,
        measurements: ExperimentMeasurements(
          of: listed, claims: history.claims + listed.flatMap(\.claims), corpus: corpus, store: store,
          digest: digest),
        store: store)
      if builder.hasRuns { tables.append(try builder.table()) }
    }
    return HistoryReport(
      title: history.title, tables: tables, remedy: tables.isEmpty ? remedy(corpora) : nil)
  }

  /// What to do where no run was found on `corpora`.
  static func remedy(_ corpora: [String]?) -> String {
    guard let corpora, let first = corpora.first else {
      return "The store holds no run of these experiments yet. Run them: earshot run all"
    }
    return "The store holds no run of these experiments on \(corpora.joined(separator: ", ").printable) yet. "
      + "Run them: earshot run all --corpus \(first.shellWord)"
  }
}

extension History {
  /// The experiments that the history lists, oldest first.
  func listed(of experiments: [Experiment]) -> [Experiment] {
    self.experiments.compactMap { name in experiments.first { $0.name == name } }
  }
}

/// Makes the table of one corpus.
struct HistoryTableBuilder {
  let history: History
  let measurements: ExperimentMeasurements
  let store: RunStore
  /// All runs of the experiments on the corpus, whatever their configuration and state.
  let runs: [RunSummary]

  init(
    history: History, measurements: ExperimentMeasurements, store: RunStore
  ) throws(RunStoreError) {
    self.history = history
    self.measurements = measurements
    self.store = store
    let corpus = measurements.corpus
    runs = try store.runSummaries(
      RunFilter(experiments: measurements.experiments.map(\.name), corpora: [corpus.name]),
      sort: RunSort(.sequence)
    ).filter { $0.identity.corpusDigest == corpus.digest }
  }

  var experiments: [Experiment] { measurements.experiments }
  var corpus: StoredCorpus { measurements.corpus }

  var hasRuns: Bool { !runs.isEmpty || !measurements.observations.isEmpty }

  func table() throws(RunStoreError) -> CorpusTable {
    var rows: [HistoryReport.Row] = []
    for experiment in experiments { rows.append(try row(experiment)) }
    return CorpusTable(
      corpus: corpus, rows: rows, spanningClaims: history.claims.map(measurements.judge.judge),
      notes: notes())
  }

  typealias CorpusTable = HistoryReport.CorpusTable

  private func row(_ experiment: Experiment) throws(RunStoreError) -> HistoryReport.Row {
    let own = measurements.observations(of: experiment)
    let documentedFolds = measurements.documentedFolds(experiment)
    let documented = ProtocolMeasurement(own, folds: documentedFolds)
    let hasMoreFolds = corpus.folds.count > documentedFolds.count
    let judge = measurements.judge
    let seeds = documented?.runsBySeed ?? []
    let predictions = try documented.map { documented throws(RunStoreError) in
      try store.meanPredictions(of: documented)
    }
    let isMultiLabel =
      documented?.validationMacroF1 != nil || predictions?.contains { $0.heard != nil } == true
    return HistoryReport.Row(
      experiment: experiment.name, title: experiment.title, architecture: experiment.model.architecture,
      loss: experiment.training.loss, claims: experiment.claims.map(judge.judge), documented: documented,
      allFolds: hasMoreFolds ? ProtocolMeasurement(own, folds: corpus.folds) : nil,
      parameterCount: own.last?.run.parameterCount,
      multiplyAccumulateCount: own.last?.run.multiplyAccumulateCount,
      trainCurve: try store.learningBand(seeds: seeds, metric: .trainAccuracy),
      validationCurve: try store.learningBand(seeds: seeds, metric: .validationAccuracy),
      confusion: isMultiLabel
        ? nil : predictions.flatMap { ConfusionMatrix($0, classCount: corpus.classNames.count) },
      multiLabel: isMultiLabel
        ? predictions.flatMap { MultiLabelQuality($0, classNames: corpus.classNames) } : nil)
  }
}
