public import ContentDigest
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
    let listed = history.experiments.compactMap { name in experiments.first { $0.name == name } }
    var tables: [CorpusTable] = []
    for corpus in try store.corpora() where corpora?.contains(corpus.name) != false {
      var digests: [String: ContentDigest] = [:]
      for experiment in listed { digests[experiment.name] = digest(experiment, corpus.classNames) }
      let builder = try HistoryTableBuilder(
        history: history, experiments: listed, digests: digests, corpus: corpus, store: store)
      if builder.hasRuns { tables.append(try builder.table()) }
    }
    return HistoryReport(
      title: history.title, tables: tables, remedy: tables.isEmpty ? remedy(corpora) : nil)
  }

  private static func remedy(_ corpora: [String]?) -> String {
    guard let corpora, let first = corpora.first else {
      return "The store holds no run of these experiments yet. Run them: earshot run all"
    }
    return "The store holds no run of these experiments on \(corpora.joined(separator: ", ").printable) yet. "
      + "Run them: earshot run all --corpus \(first.shellWord)"
  }
}

/// Makes the table of one corpus.
struct HistoryTableBuilder {
  let history: History
  let experiments: [Experiment]
  let digests: [String: ContentDigest]
  let corpus: StoredCorpus
  let store: RunStore
  let runs: [RunSummary]
  let observations: [Observation]

  init(
    history: History, experiments: [Experiment], digests: [String: ContentDigest], corpus: StoredCorpus,
    store: RunStore
  ) throws(RunStoreError) {
    self.history = history
    self.experiments = experiments
    self.digests = digests
    self.corpus = corpus
    self.store = store
    let wanted = experiments.compactMap { digests[$0.name] }
    let claims = history.claims + experiments.flatMap(\.claims)
    let metrics = claims.flatMap { claim in
      [ClaimedMetric(claim.metric)?.name, Self.commonUnit(claim.metric)].compactMap { $0 }
    }
    runs = try store.runSummaries(
      RunFilter(experiments: experiments.map(\.name), corpora: [corpus.name]), sort: RunSort(.sequence)
    ).filter { $0.identity.corpusDigest == corpus.digest }
    observations = try store.observations(configurationDigests: wanted, metrics: Array(Set(metrics)))
      .filter { $0.run.corpus == corpus.name && $0.run.identity.corpusDigest == corpus.digest }
  }

  var hasRuns: Bool { !runs.isEmpty || !observations.isEmpty }

  func table() throws(RunStoreError) -> CorpusTable {
    var rows: [HistoryReport.Row] = []
    for experiment in experiments { rows.append(try row(experiment)) }
    return CorpusTable(
      corpus: corpus, rows: rows, spanningClaims: history.claims.map(judge.judge),
      notes: notes())
  }

  typealias CorpusTable = HistoryReport.CorpusTable

  private func row(_ experiment: Experiment) throws(RunStoreError) -> HistoryReport.Row {
    let own = observations(of: experiment)
    let documented = ProtocolMeasurement(own, folds: documentedFolds(experiment))
    let hasMoreFolds = corpus.folds.count > documentedFolds(experiment).count
    let curveRuns = documented?.runs ?? []
    return HistoryReport.Row(
      experiment: experiment.name, title: experiment.title, architecture: experiment.model.architecture,
      loss: experiment.training.loss, claims: experiment.claims.map(judge.judge), documented: documented,
      allFolds: hasMoreFolds ? ProtocolMeasurement(own, folds: corpus.folds) : nil,
      parameterCount: own.last?.run.parameterCount,
      multiplyAccumulateCount: own.last?.run.multiplyAccumulateCount,
      trainCurve: try store.meanLearningCurve(runs: curveRuns, metric: .trainAccuracy),
      validationCurve: try store.meanLearningCurve(runs: curveRuns, metric: .validationAccuracy))
  }

  func observations(of experiment: Experiment) -> [Observation] {
    observations.filter { $0.run.identity.configurationDigest == digests[experiment.name] }
  }

  /// The folds that a run of each seed reports on the experiment's own protocol: one, however many judge it.
  func documentedFolds(_ experiment: Experiment) -> [Int] { [experiment.split.reportedFold] }

  // MARK: Claims

  private var judge: ClaimJudge {
    ClaimJudge(corpus: corpus.name) { name, claim in
      guard let experiment = experiments.first(where: { $0.name == name }),
        let metric = metric(of: claim)
      else { return [:] }
      let folds =
        claim.protocolName == Claim.documentedProtocol ? documentedFolds(experiment) : corpus.folds
      return SeedFoldGrid(observations(of: experiment), folds: folds).seedMeans(metric.value)
    }
  }

  /// The metric that decides `claim`: losses of experiments that minimise different things compare nothing,
  /// and are compared in cross-entropy instead.
  private func metric(of claim: Claim) -> ClaimedMetric? {
    let compared =
      switch claim.statement {
      case .equals, .greaterThan: [String]()
      case .greaterThanOthers(let experiment, let others): [experiment] + others
      case .order(let names): names
      }
    let losses = Set(experiments.filter { compared.contains($0.name) }.map(\.training.loss.unit))
    if losses.count > 1, let common = Self.commonUnit(claim.metric) {
      return ClaimedMetric(common.description)
    }
    return ClaimedMetric(claim.metric)
  }

  private static func commonUnit(_ metric: String) -> MetricName? {
    metric == MetricName.validationLoss.description ? .validationCrossEntropy : nil
  }
}

extension TrainingSpecification.Loss {
  /// What a value of the loss is measured in.
  var unit: String {
    switch self {
    case .meanSquaredError: "squared error"
    case .categoricalCrossEntropy, .sparseCategoricalCrossEntropy: "nats"
    case .binaryCrossEntropy: "nats for each class"
    }
  }
}
