import ExperimentSchema
import GRDB

extension RunStore {
  /// Stores finished epochs, of one run or several, in one transaction.
  ///
  /// An epoch that is stored already (a resumed run computes some again) must have the same metrics, and
  /// changes nothing.
  ///
  /// - Parameter epochs: In the order they were finished; each run's without a gap.
  /// - Throws: ``RunStoreError`` with nothing of `epochs` stored: ``RunStoreError/notRunning(run:status:)``,
  ///   ``RunStoreError/epochOutOfOrder(run:epoch:expected:)``,
  ///   ``RunStoreError/epochBeyondPlan(run:epoch:planned:)``,
  ///   ``RunStoreError/epochDiffers(run:epoch:metric:stored:found:)``,
  ///   ``RunStoreError/superseded(run:fence:current:)`` where another process has claimed a run since, or the
  ///   disk's failure.
  public func record(epochs: [EpochRecord]) throws(RunStoreError) {
    if epochs.isEmpty { return }
    try write { database in
      var runs: [String: StoredRun] = [:]
      for record in epochs {
        var run = try runs[record.run] ?? StoredRun.fetch(database, id: record.run)
        try run.record(record, into: database)
        runs[record.run] = run
      }
    }
  }
}

extension StoredRun {
  fileprivate mutating func record(_ record: EpochRecord, into database: Database) throws {
    try requireCurrent(record.fence)
    guard status == .running else { throw RunStoreError.notRunning(run: id, status: status) }
    guard record.epoch <= plannedEpochs else {
      throw RunStoreError.epochBeyondPlan(run: id, epoch: record.epoch, planned: plannedEpochs)
    }
    guard (1...epochs + 1).contains(record.epoch) else {
      throw RunStoreError.epochOutOfOrder(run: id, epoch: record.epoch, expected: epochs + 1)
    }
    let newCount = try insert(record.metrics, epoch: record.epoch, into: database)
    if record.epoch == epochs + 1 {
      epochs = record.epoch
      try updateSummary(record, in: database)
    }
    // What is all new is digested as it came; else what is stored decides.
    if newCount == record.metrics.count {
      try store(.ofEpoch(record.metrics), ofEpoch: record.epoch, in: database)
    } else {
      try renewDigest(ofEpoch: record.epoch, in: database)
    }
  }

  /// Keeps the columns that lists show, so that a list reads no metric points.
  ///
  /// The best epoch is the earliest of the greatest validation accuracy.
  private func updateSummary(_ record: EpochRecord, in database: Database) throws {
    func value(_ metric: MetricName) -> Double? {
      record.metrics.first { $0.metric == metric }.flatMap { $0.value.isFinite ? $0.value : nil }
    }
    let accuracy = value(.validationAccuracy)
    let update = try database.cachedStatement(
      sql: """
        UPDATE run SET
          epochs = :epoch, trainAccuracy = :trainAccuracy, validationAccuracy = :accuracy,
          bestEpoch = CASE WHEN :accuracy > coalesce(bestValidationAccuracy, -1)
            THEN :epoch ELSE bestEpoch END,
          bestValidationAccuracy = CASE WHEN :accuracy > coalesce(bestValidationAccuracy, -1)
            THEN :accuracy ELSE bestValidationAccuracy END,
          validationLoss = :loss, validationCrossEntropy = :crossEntropy
        WHERE sequence = :sequence
        """)
    try update.execute(
      arguments: [
        "epoch": record.epoch, "trainAccuracy": value(.trainAccuracy), "accuracy": accuracy,
        "loss": value(.validationLoss), "crossEntropy": value(.validationCrossEntropy),
        "sequence": sequence,
      ])
  }
}
