import AudioFrontEnd
import ContentDigest
public import Datasets
import ExperimentSchema

/// The feature tables that some runs train on: one for each corpus, front end and way of hearing clips. How features are
/// normalised is no part of them: it depends on the split.
public struct FeatureLibrary: Sendable {
  private struct Key: Hashable {
    var corpusDigest: ContentDigest
    var frontEnd: FrontEndSpecification
    var augmentation: TrainingSpecification.Augmentation

    init(_ run: PlannedRun) {
      corpusDigest = run.corpus.digest
      frontEnd = run.experiment.frontEnd
      frontEnd.normalization = nil
      augmentation = run.experiment.training.augmentation
    }
  }

  private var tables: [Key: FeatureTable] = [:]
  /// The keys of ``tables``, the one used last at the end.
  private var order: [Key] = []

  /// A library of nothing yet.
  public init() {}

  /// A library of `table` alone, the features of the corpus of `run`: for tests, which compute none.
  package init(_ table: FeatureTable, of run: PlannedRun) {
    tables = [Key(run): table]
  }

  /// Computes the features that `runs` need, each table once.
  ///
  /// - Parameters:
  ///   - runs: The runs to be trained.
  ///   - cache: Where features are kept.
  ///   - jobs: Threads to spread the clips over.
  ///   - stop: Ends the computation at the next clip.
  ///   - report: Told of progress, and of a cache that cannot be written.
  /// - Throws: `FeatureExtractionError` with every clip that cannot be decoded, or `cancelled`.
  public init(
    for runs: [PlannedRun], cache: FeatureCache?, jobs: Int, stop: StopSignal,
    report: @escaping @Sendable (RunEvent) -> Void
  ) throws(FeatureExtractionError) {
    try add(for: runs, keeping: .max, cache: cache, jobs: jobs, stop: stop, report: report)
  }

  /// Computes what is missing of the features that `runs` need; of what is there besides, the tables used last are
  /// kept.
  ///
  /// - Parameters:
  ///   - runs: The runs to be trained.
  ///   - greatestCount: Tables to be kept, at most, unless `runs` need more.
  ///   - cache: Where features are kept.
  ///   - jobs: Threads to spread the clips over.
  ///   - stop: Ends the computation at the next clip.
  ///   - report: Told of progress, and of a cache that cannot be written.
  /// - Throws: As ``init(for:cache:jobs:stop:report:)`` does.
  public mutating func add(
    for runs: [PlannedRun], keeping greatestCount: Int, cache: FeatureCache?, jobs: Int, stop: StopSignal,
    report: @escaping @Sendable (RunEvent) -> Void
  ) throws(FeatureExtractionError) {
    var needed: [Key] = []
    for run in runs where !needed.contains(Key(run)) { needed.append(Key(run)) }
    order = order.filter { !needed.contains($0) } + needed
    while order.count > max(greatestCount, needed.count) { tables[order.removeFirst()] = nil }
    for run in runs where tables[Key(run)] == nil {
      let name = run.corpus.name
      let table = try FeatureExtraction.table(
        for: run.corpus, heardAs: run.experiment.training.augmentation.variations,
        frontEnd: FrontEnd.Settings(run.experiment.frontEnd), cache: cache, jobs: jobs,
        isCancelled: { stop.isSet },
        progress: { done, total in report(.features(corpus: name, done: done, total: total)) })
      if let warning = table.cacheWarning { report(.warning(warning)) }
      tables[Key(run)] = table
    }
  }

  /// The table that `run` trains on.
  package func table(for run: PlannedRun) -> FeatureTable? { tables[Key(run)] }
}
