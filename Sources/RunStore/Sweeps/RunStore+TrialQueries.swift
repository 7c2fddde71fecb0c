public import ExperimentSchema
import GRDB

extension RunStore {
  /// The trials of sweep `id`, by number, with their values.
  ///
  /// - Complexity: O(trials + values); 10 000 within 100 ms.
  public func trials(ofSweep id: Int64) throws(RunStoreError) -> [StoredTrial] {
    try read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT trialID, number, status, reason, hyperparameters, configurationDigest, stageEpochs, askedAfter,
            endOrder, attempts, losses, createdAt, endedAt
          FROM trial WHERE sweepID = ? ORDER BY number
          """, arguments: [id])
      var trials: [StoredTrial] = []
      var places: [Int64: Int] = [:]
      while let row = try rows.next() {
        places[row[0]] = trials.count
        trials.append(
          StoredTrial(
            number: row[1], status: TrialStatus(rawValue: row[2]) ?? .failed, reason: row[3],
            hyperparameters: row[4], configurationDigest: row[5], stageEpochs: row[6], askedAfter: row[7],
            endOrder: row[8], attempts: row[9], losses: row[10], createdAt: row[11], endedAt: row[12],
            values: []))
      }
      let values = try Row.fetchCursor(
        database,
        sql: """
          SELECT trialID, objective, epoch, mean, deviation, runCount
          FROM trialValue WHERE trialID IN (SELECT trialID FROM trial WHERE sweepID = ?)
          ORDER BY trialID, objective, epoch
          """, arguments: [id])
      while let row = try values.next() {
        guard let place = places[row[0]] else { continue }
        trials[place].values.append(
          TrialValue(objective: row[1], epoch: row[2], mean: row[3], deviation: row[4], runCount: row[5]))
      }
      return trials
    }
  }

  /// The runs of trial `number` of sweep `id`, by whole ids, in the order in which they were declared; removed ones
  /// are left out.
  public func runs(ofTrial number: Int, ofSweep id: Int64) throws(RunStoreError) -> [String] {
    try read { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT run.id FROM trial JOIN trialRun USING (trialID) JOIN run ON run.sequence = trialRun.run
          WHERE trial.sweepID = ? AND trial.number = ? AND run.removedAt IS NULL ORDER BY run.sequence
          """, arguments: [id, number])
    }
  }

  /// The runs of every trial of sweep `id` that has some, by the trial's number, in the order in which they were
  /// declared.
  public func runsOfTrials(ofSweep id: Int64) throws(RunStoreError) -> [Int: [String]] {
    try read { database in
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT trial.number, run.id FROM trial JOIN trialRun USING (trialID)
          JOIN run ON run.sequence = trialRun.run
          WHERE trial.sweepID = ? AND run.removedAt IS NULL ORDER BY trial.number, run.sequence
          """, arguments: [id])
      var runs: [Int: [String]] = [:]
      while let row = try rows.next() { runs[row[0], default: []].append(row[1]) }
      return runs
    }
  }

  /// What `reading` gives of each of `runs`, were it to end after `epoch`.
  ///
  /// - Parameters:
  ///   - reading: A metric, and the epoch that counts of those up to `epoch`.
  ///   - epoch: From 1.
  ///   - runs: Whole ids.
  /// - Returns: By the run's id; runs without a finite value there are left out.
  /// - Complexity: O(runs × epochs).
  public func values(
    of reading: MetricReading, upToEpoch epoch: Int, runs: [String]
  ) throws(RunStoreError) -> [String: Double] {
    let chosen =
      switch reading.epoch {
      case .final: "AND epoch = ?4"
      case .best: "AND epoch <= ?4 ORDER BY value DESC LIMIT 1"
      case .selected:
        """
        AND epoch = (
          SELECT epoch FROM metricPoint WHERE run = ?1 AND split = 'validation' AND name = 'accuracy' AND epoch <= ?4
          ORDER BY value DESC, epoch LIMIT 1)
        """
      }
    return try read { database in
      let value = try database.cachedStatement(
        sql: "SELECT value FROM metricPoint WHERE run = ?1 AND split = ?2 AND name = ?3 \(chosen)")
      var values: [String: Double] = [:]
      for id in runs {
        let run = try StoredRun.fetch(database, id: id)
        values[id] = try Double.fetchOne(
          value,
          arguments: [run.sequence, reading.metric.split.rawValue, reading.metric.name, epoch])
      }
      return values
    }
  }
}
