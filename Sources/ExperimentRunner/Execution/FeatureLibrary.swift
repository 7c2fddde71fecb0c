import AudioFrontEnd
import ContentDigest
public import Datasets
import ExperimentSchema

/// The feature tables that some runs train on: one for each corpus and front end.
public struct FeatureLibrary: Sendable {
  private struct Key: Hashable {
    var corpusDigest: ContentDigest
    var frontEnd: FrontEndSpecification

    init(_ run: PlannedRun) {
      corpusDigest = run.corpus.digest
      frontEnd = run.experiment.frontEnd
    }
  }

  private var tables: [Key: FeatureTable] = [:]

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
    for run in runs where tables[Key(run)] == nil {
      let name = run.corpus.name
      let table = try FeatureExtraction.table(
        for: run.corpus, frontEnd: FrontEnd.Settings(run.experiment.frontEnd), cache: cache, jobs: jobs,
        isCancelled: { stop.isSet },
        progress: { done, total in report(.features(corpus: name, done: done, total: total)) })
      if let warning = table.cacheWarning { report(.warning(warning)) }
      tables[Key(run)] = table
    }
  }

  /// The table that `run` trains on.
  func table(for run: PlannedRun) -> FeatureTable? { tables[Key(run)] }
}
