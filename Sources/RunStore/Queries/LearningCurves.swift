public import ExperimentSchema
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

/// A metric after one epoch, over several seeds.
public struct CurveBand: Hashable, Sendable {
  /// The epoch, from 1.
  public var epoch: Int
  /// The mean over the seeds.
  public var mean: Double
  /// The least and the greatest value of a seed.
  public var range: ClosedRange<Double>
  /// The seeds that got so far.
  public var seedCount: Int

  /// The `mean` over `seedCount` seeds after `epoch`, which lie within `range`.
  public init(epoch: Int, mean: Double, range: ClosedRange<Double>, seedCount: Int) {
    self.epoch = epoch
    self.mean = mean
    self.range = range
    self.seedCount = seedCount
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

  /// The curve of `metric` over seeds: at each epoch the mean and the range of the seeds' values, each the mean of the
  /// seed's runs that got so far with a finite value.
  ///
  /// - Parameter seeds: The runs of each seed, by whole ids; unknown and removed ones are left out.
  /// - Complexity: O(runs × epochs).
  public func learningBand(seeds: [[String]], metric: MetricName) throws(RunStoreError) -> [CurveBand] {
    try read { database in
      let sequences = try database.cachedStatement(
        sql: "SELECT sequence FROM run WHERE id = ? AND removedAt IS NULL")
      let curve = try database.cachedStatement(
        sql: """
          SELECT epoch, value FROM metricPoint
          WHERE run = ? AND split = ? AND name = ? AND value IS NOT NULL ORDER BY epoch
          """)
      var bands: [CurveBand?] = []
      for runs in seeds {
        var sums: [(sum: Double, count: Int)] = []
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
        while bands.count < sums.count { bands.append(nil) }
        for (index, entry) in sums.enumerated() where entry.count > 0 {
          bands[index].add(entry.sum / Double(entry.count), epoch: index + 1)
        }
      }
      return bands.compactMap { band in
        band.map { band in
          var band = band
          band.mean /= Double(band.seedCount)
          return band
        }
      }
    }
  }
}

extension CurveBand? {
  /// Takes in the value of another seed; ``CurveBand/mean`` holds the sum until all are in.
  fileprivate mutating func add(_ value: Double, epoch: Int) {
    guard let band = self else {
      self = CurveBand(epoch: epoch, mean: value, range: value...value, seedCount: 1)
      return
    }
    self = CurveBand(
      epoch: epoch, mean: band.mean + value,
      range: min(band.range.lowerBound, value)...max(band.range.upperBound, value),
      seedCount: band.seedCount + 1)
  }
}
