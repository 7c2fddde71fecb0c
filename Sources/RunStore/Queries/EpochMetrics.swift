public import ExperimentSchema
import GRDB

extension RunStore {
  /// What `reading` gives of each of `runs`, by the run's id.
  ///
  /// - Parameters:
  ///   - reading: A metric, and the epoch that counts.
  ///   - runs: Whole ids; unknown and removed ones, and runs without a finite value there, are left out.
  /// - Complexity: O(runs), of best epochs O(runs × epochs).
  public func values(
    of reading: MetricReading, runs: [String]
  ) throws(RunStoreError) -> [String: Double] {
    let chosen =
      switch reading.epoch {
      case .final: "AND metricPoint.epoch = run.epochs"
      case .selected: "AND metricPoint.epoch = run.bestEpoch"
      case .best: "ORDER BY metricPoint.value DESC LIMIT 1"
      }
    return try read { database in
      let value = try database.cachedStatement(
        sql: """
          SELECT metricPoint.value FROM run JOIN metricPoint ON metricPoint.run = run.sequence
          WHERE run.id = ? AND run.removedAt IS NULL AND metricPoint.split = ? AND metricPoint.name = ? \(chosen)
          """)
      let (split, name) = (reading.metric.split.rawValue, reading.metric.name)
      var values: [String: Double] = [:]
      for id in runs { values[id] = try Double.fetchOne(value, arguments: [id, split, name]) }
      return values
    }
  }
}
