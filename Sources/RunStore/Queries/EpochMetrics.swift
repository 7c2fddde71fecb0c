import GRDB

/// Which of a run's epochs a metric is read from.
public enum EpochChoice: Hashable, Sendable {
  /// The last.
  case final
  /// The one in which the metric itself is highest: optimistic.
  case best
  /// The first one in which `validation.accuracy` is highest: honest of clips that are not among those.
  case selected
}

/// A metric in one epoch, written `validation.accuracy` for the final one, `best(validation.accuracy)`, or
/// `selected(test.accuracy)`.
public struct MetricReading: Hashable, Sendable, CustomStringConvertible {
  /// What was measured.
  public var metric: MetricName
  /// The epoch that counts.
  public var epoch: EpochChoice

  /// `metric` in `epoch`.
  public init(_ metric: MetricName, in epoch: EpochChoice = .final) {
    self.metric = metric
    self.epoch = epoch
  }

  /// The reading written `text`; nil where it is not of that form.
  public init?(_ text: String) {
    let choices: [(prefix: String, epoch: EpochChoice)] = [("best(", .best), ("selected(", .selected)]
    let choice = choices.first { text.hasPrefix($0.prefix) && text.hasSuffix(")") }
    let bare = choice.map { String(text.dropFirst($0.prefix.count).dropLast()) } ?? text
    guard let metric = MetricName(bare) else { return nil }
    self.init(metric, in: choice?.epoch ?? .final)
  }

  public var description: String {
    switch epoch {
    case .final: metric.description
    case .best: "best(\(metric))"
    case .selected: "selected(\(metric))"
    }
  }
}

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
