import ContentDigest
import ExperimentSchema
import RunStore

/// What experiments measured on one corpus: of the runs whose configuration is the file's, the newest completed one
/// of each seed and fold.
struct ExperimentMeasurements {
  let experiments: [Experiment]
  /// The digest of each experiment under the names of the corpus' classes.
  let digests: [String: ContentDigest]
  let corpus: StoredCorpus
  let observations: [Observation]

  /// Reads what `experiments` measured on `corpus`, with the metrics that `claims` are about.
  init(
    of experiments: [Experiment], claims: [Claim], corpus: StoredCorpus, store: RunStore,
    digest: (Experiment, [String]) -> ContentDigest
  ) throws(RunStoreError) {
    self.experiments = experiments
    self.corpus = corpus
    var digests: [String: ContentDigest] = [:]
    for experiment in experiments { digests[experiment.name] = digest(experiment, corpus.classNames) }
    self.digests = digests
    let metrics = claims.flatMap { claim in
      [MetricReading(claim.metric)?.metric, Self.commonUnit(claim.metric)].compactMap { $0 }
    }
    observations = try store.observations(
      configurationDigests: Array(Set(digests.values)), metrics: Array(Set(metrics))
    ).filter { $0.run.corpus == corpus.name && $0.run.identity.corpusDigest == corpus.digest }
      .withMultiLabelMetrics(from: store)
  }

  func observations(of experiment: Experiment) -> [Observation] {
    observations.filter { $0.run.identity.configurationDigest == digests[experiment.name] }
  }

  /// The folds that a run of each seed reports on the experiment's own protocol: one, however many judge it.
  func documentedFolds(_ experiment: Experiment) -> [Int] { [experiment.split.reportedFold] }

  /// Judges claims by these measurements.
  var judge: ClaimJudge {
    ClaimJudge(
      corpus: corpus.name, metric: { metric(of: $0)?.description },
      values: { name, claim in
        guard let metric = metric(of: claim) else { return [:] }
        return grid(of: name, for: claim)?.seedMeans(metric.value) ?? [:]
      },
      runs: { name, claim in
        guard let grid = grid(of: name, for: claim) else { return [:] }
        return Dictionary(uniqueKeysWithValues: zip(grid.seeds, grid.rows.map { $0.map(\.run.id) }))
      })
  }

  /// The runs of experiment `name` on the protocol of `claim`; nil where there is no such experiment.
  private func grid(of name: String, for claim: Claim) -> SeedFoldGrid? {
    guard let experiment = experiments.first(where: { $0.name == name }) else { return nil }
    let isDocumented = claim.protocolName == Claim.documentedProtocol
    return SeedFoldGrid(
      observations(of: experiment), folds: isDocumented ? documentedFolds(experiment) : corpus.folds)
  }

  /// The metric that decides `claim`: losses of experiments that minimise different things compare nothing,
  /// and are compared in cross-entropy instead; nil where there is none to compare them in.
  private func metric(of claim: Claim) -> MetricReading? {
    guard let claimed = MetricReading(claim.metric), claimed.isLoss else {
      return MetricReading(claim.metric)
    }
    let compared = claim.statement.experiments
    let units = Set(experiments.filter { compared.contains($0.name) }.map(\.training.loss.unit))
    if units.count <= 1 { return claimed }
    return Self.commonUnit(claim.metric).flatMap { MetricReading($0.description) }
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
