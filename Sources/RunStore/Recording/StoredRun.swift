import ContentDigest
import ExperimentSchema
import Foundation
import GRDB

/// What recording needs to know of a run.
struct StoredRun {
  let id: String
  let sequence: Int64
  let corpusID: Int64
  let status: RunStatus
  let plannedEpochs: Int
  var epochs: Int
  let fence: Int

  /// The run called `id`, unless it was removed.
  static func fetch(_ database: Database, id: String) throws -> StoredRun {
    let statement = try database.cachedStatement(
      sql: """
        SELECT run.sequence, experiment.corpusID, run.status, run.plannedEpochs, run.epochs, run.fence
        FROM run JOIN experiment USING (experimentID) WHERE run.id = ? AND run.removedAt IS NULL
        """)
    guard let row = try Row.fetchOne(statement, arguments: [id]) else {
      throw try RunLookup.failure(database, id: id)
    }
    // The schema admits no other status.
    let status = RunStatus(rawValue: row[2]) ?? .failed
    return StoredRun(
      id: id, sequence: row[0], corpusID: row[1], status: status, plannedEpochs: row[3], epochs: row[4],
      fence: row[5])
  }

  /// Refuses whoever holds another claim on the run than the newest.
  func requireCurrent(_ fence: Int) throws {
    guard fence == self.fence else {
      throw RunStoreError.superseded(run: id, fence: fence, current: self.fence)
    }
  }

  /// Stores `metrics` of `epoch`; a metric that is stored already must have the same value.
  ///
  /// - Returns: How many were not stored before.
  @discardableResult
  func insert(_ metrics: [MetricValue], epoch: Int, into database: Database) throws -> Int {
    if metrics.isEmpty { return 0 }
    let rows = Array(repeating: "(?1, ?2, ?, ?, ?, ?)", count: metrics.count).joined(separator: ", ")
    let insertion = try database.cachedStatement(
      sql:
        "INSERT INTO metricPoint (run, epoch, split, name, value, kind) VALUES \(rows) ON CONFLICT DO NOTHING"
    )
    var values = [sequence.databaseValue, epoch.databaseValue]
    values.reserveCapacity(2 + 4 * metrics.count)
    for point in metrics {
      let (value, kind) = point.value.storedParts
      values.append(point.metric.split.rawValue.databaseValue)
      values.append(point.metric.name.databaseValue)
      values.append(value?.databaseValue ?? .null)
      values.append(kind.databaseValue)
    }
    insertion.setUncheckedArguments(StatementArguments(values))
    try insertion.execute()
    let newCount = database.changesCount
    if newCount < metrics.count {
      for point in metrics { try requireEqual(point, epoch: epoch, in: database) }
    }
    return newCount
  }

  private func requireEqual(_ point: MetricValue, epoch: Int, in database: Database) throws {
    let row = try Row.fetchOne(
      database,
      sql: "SELECT value, kind FROM metricPoint WHERE run = ? AND split = ? AND name = ? AND epoch = ?",
      arguments: [sequence, point.metric.split.rawValue, point.metric.name, epoch])
    guard let row else { return }
    let stored = Double(storedValue: row[0], kind: row[1])
    let isEqual = stored == point.value || stored.isNaN && point.value.isNaN
    if !isEqual {
      throw RunStoreError.epochDiffers(
        run: id, epoch: epoch, metric: point.metric.description, stored: "\(stored)", found: "\(point.value)")
    }
  }

  /// Stores `predictions`, each replacing the one of its clip.
  func insert(_ predictions: [Prediction], into database: Database) throws {
    let insertion = try database.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO prediction (run, example, split, label, predicted, probabilities)
        SELECT ?, exampleID, ?, ?, ?, ? FROM example WHERE corpusID = ? AND clip = ?
        """)
    for prediction in predictions {
      func misfit(_ problem: String) -> RunStoreError {
        .predictionMisfit(run: id, clip: prediction.clip, problem: problem)
      }
      guard prediction.split != .train else {
        throw misfit("found split train, expected validation or test")
      }
      guard prediction.probabilities.indices.contains(prediction.label) else {
        throw misfit(
          "found label \(prediction.label), expected 0..<\(prediction.probabilities.count), its probabilities"
        )
      }
      try insertion.execute(
        arguments: [
          sequence, prediction.split.rawValue, prediction.label, prediction.predicted,
          prediction.probabilities.storedBytes, corpusID, prediction.clip,
        ])
      if database.changesCount == 0 { throw misfit("the run's corpus has no such clip") }
    }
    if predictions.isEmpty { return }
    let stored = try RunDetail.predictions(database, of: sequence)
    try database.execute(
      sql: "UPDATE run SET predictionDigest = ? WHERE sequence = ?",
      arguments: [ContentDigest.ofPredictions(stored).hexadecimal, sequence])
  }

  // MARK: Digests

  /// Stores `digest` as that of `epoch`.
  func store(_ digest: ContentDigest, ofEpoch epoch: Int, in database: Database) throws {
    try database.cachedStatement(
      sql: "INSERT OR REPLACE INTO epochDigest (run, epoch, digest) VALUES (?, ?, ?)"
    )
    .execute(arguments: [sequence, epoch, digest.hexadecimal])
  }

  /// Digests `epoch` as it is stored.
  func renewDigest(ofEpoch epoch: Int, in database: Database) throws {
    let metrics = try RunDetail.metrics(database, of: sequence, epoch: epoch)
    try store(.ofEpoch(metrics), ofEpoch: epoch, in: database)
  }
}
