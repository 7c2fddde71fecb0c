import GRDB

/// A metric after one epoch.
public struct CurvePoint: Hashable, Sendable {
  /// The epoch, from 1.
  public var epoch: Int
  /// The metric; NaN and the infinities are as they were recorded.
  public var value: Double

  /// `value` after `epoch`.
  public init(epoch: Int, value: Double) {
    self.epoch = epoch
    self.value = value
  }
}

extension RunStore {
  /// The curve of `metric` over the epochs of the run called `id`, in order.
  ///
  /// - Returns: Empty where the run never recorded the metric.
  /// - Throws: ``RunStoreError/noSuchRun(id:near:isEmpty:)``; `id` is a whole id.
  /// - Complexity: O(epochs); 100 000 within 50 ms.
  public func learningCurve(run id: String, metric: MetricName) throws(RunStoreError) -> [CurvePoint] {
    try read { database in
      let run = try StoredRun.fetch(database, id: id)
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT epoch, value, kind FROM metricPoint WHERE run = ? AND split = ? AND name = ? ORDER BY epoch
          """, arguments: [run.sequence, metric.split.rawValue, metric.name])
      var points: [CurvePoint] = []
      while let row = try rows.next() {
        let value: Double? = row[1]
        points.append(
          CurvePoint(
            epoch: row[0], value: try value ?? Double(storedValue: nil, kind: row.decode(atIndex: 2))))
      }
      return points
    }
  }

  /// The curve of `metric` averaged over `runs`: at each epoch the mean of the runs that reached it with a
  /// finite value.
  ///
  /// - Parameter runs: Whole ids; unknown and removed ones are left out.
  /// - Complexity: O(runs × epochs).
  public func meanLearningCurve(
    runs: [String], metric: MetricName
  ) throws(RunStoreError) -> [CurvePoint] {
    try read { database in
      var sums: [(sum: Double, count: Int)] = []
      let sequences = try database.cachedStatement(
        sql: "SELECT sequence FROM run WHERE id = ? AND removedAt IS NULL")
      let curve = try database.cachedStatement(
        sql: """
          SELECT epoch, value FROM metricPoint
          WHERE run = ? AND split = ? AND name = ? AND value IS NOT NULL ORDER BY epoch
          """)
      for id in runs {
        guard let sequence = try Int64.fetchOne(sequences, arguments: [id]) else { continue }
        let rows = try Row.fetchCursor(
          curve, arguments: [sequence, metric.split.rawValue, metric.name])
        while let row = try rows.next() {
          let epoch: Int = row[0]
          while sums.count < epoch { sums.append((0, 0)) }
          sums[epoch - 1].sum += row[1]
          sums[epoch - 1].count += 1
        }
      }
      return sums.enumerated().compactMap { index, entry in
        entry.count == 0 ? nil : CurvePoint(epoch: index + 1, value: entry.sum / Double(entry.count))
      }
    }
  }
}
