public import ContentDigest
public import ExperimentSchema
import GRDB

/// The newest completed run of an identity, and what it measured.
public struct Observation: Hashable, Sendable {
  /// The run; its columns hold the usual metrics.
  public var run: RunSummary
  /// The metrics asked for, as they were after the final epoch; one the run never recorded is absent.
  public var finalMetrics: [MetricName: Double]

  /// `run` with what it measured besides its columns.
  public init(run: RunSummary, finalMetrics: [MetricName: Double]) {
    self.run = run
    self.finalMetrics = finalMetrics
  }
}

extension RunStore {
  /// The observations of the configurations named, in the order corpus, configuration, seed, fold.
  ///
  /// A repeat of an identity is a replay, not new evidence: of each identity only the newest completed run
  /// counts, by order of declaration, which does not depend on clocks.
  ///
  /// - Parameters:
  ///   - configurationDigests: What was trained how; others are left out, so that an override or a trial
  ///     never slips in.
  ///   - metrics: Metrics to read besides the columns of ``RunSummary``.
  /// - Complexity: O(runs of the configurations × metrics).
  public func observations(
    configurationDigests: [ContentDigest], metrics: [MetricName] = []
  ) throws(RunStoreError) -> [Observation] {
    if configurationDigests.isEmpty { return [] }
    return try read { database in
      let runs = try RunSummary.fetch(
        database, RunFilter(statuses: [.completed], configurationDigests: configurationDigests),
        sort: RunSort(.sequence), limit: nil)
      var newest: [RunIdentity: RunSummary] = [:]
      for run in runs { newest[run.identity] = run }
      let chosen = runs.filter { newest[$0.identity]?.sequence == $0.sequence }
        .sorted { $0.observationOrder < $1.observationOrder }
      let point = try database.cachedStatement(
        sql: """
          SELECT value, kind FROM metricPoint WHERE run = ? AND split = ? AND name = ? AND epoch = ?
          """)
      return try chosen.map { run in
        var values: [MetricName: Double] = [:]
        for metric in metrics {
          let row = try Row.fetchOne(
            point, arguments: [run.sequence, metric.split.rawValue, metric.name, run.epochs])
          if let row { values[metric] = Double(storedValue: row[0], kind: row[1]) }
        }
        return Observation(run: run, finalMetrics: values)
      }
    }
  }

  /// The corpora that runs were made on, by name.
  public func corpora() throws(RunStoreError) -> [StoredCorpus] {
    try read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT corpusID, name, digest, classes, clipCount FROM corpus ORDER BY name, digest")
      return try rows.compactMap { row in
        guard let digest = ContentDigest(hexadecimal: row[2]) else { return nil }
        let folds = try Int.fetchAll(
          database, sql: "SELECT DISTINCT fold FROM example WHERE corpusID = ? ORDER BY fold",
          arguments: [row[0] as Int64])
        return StoredCorpus(
          name: row[1], digest: digest, classNames: [String](jsonArray: row[3]), clipCount: row[4],
          folds: folds, selection: try Self.selection(database, corpusID: row[0]))
      }
    }
  }

  private static func selection(_ database: Database, corpusID: Int64) throws -> CorpusSelection? {
    let row = try Row.fetchOne(
      database,
      sql: """
        SELECT configuration ->> '$.corpus.name', configuration ->> '$.corpus.classes' FROM experiment
        WHERE corpusID = ? ORDER BY experimentID DESC LIMIT 1
        """, arguments: [corpusID])
    guard let row, let name = String.fromDatabaseValue(row[0]) else { return nil }
    return CorpusSelection(
      name: name, classes: String.fromDatabaseValue(row[1]) ?? CorpusSelection.allClasses)
  }
}

extension RunSummary {
  fileprivate var observationOrder: (String, String, String, UInt64, Int) {
    (
      corpus, identity.corpusDigest.hexadecimal, identity.configurationDigest.hexadecimal, identity.seed,
      identity.fold
    )
  }
}
