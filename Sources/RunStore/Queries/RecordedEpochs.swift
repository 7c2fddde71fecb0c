import ExperimentSchema
import GRDB

extension RunStore {
  /// Every epoch behind number `epoch` that is stored of the run called `id`, in order, each metric in the order of split and name.
  ///
  /// What was measured once, after the last epoch, stands with that epoch.
  ///
  /// - Parameters:
  ///   - id: A whole id.
  ///   - epoch: The last epoch that is known already, from 1; 0 for all of them.
  /// - Throws: ``RunStoreError/noSuchRun(id:near:isEmpty:)``, ``RunStoreError/removedRun(id:)``.
  /// - Complexity: O(epochs × metrics).
  public func recordedEpochs(
    ofRun id: String, after epoch: Int = 0
  ) throws(RunStoreError) -> [EpochRecord] {
    try read { database in
      let run = try StoredRun.fetch(database, id: id)
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT epoch, split, name, value, kind FROM metricPoint WHERE run = ? AND epoch > ?
          ORDER BY epoch, split, name
          """, arguments: [run.sequence, epoch])
      var epochs: [EpochRecord] = []
      while let row = try rows.next() {
        let epoch: Int = row[0]
        guard let split = MetricSplit(rawValue: row[1]) else { continue }
        if epochs.last?.epoch != epoch { epochs.append(EpochRecord(run: id, epoch: epoch, metrics: [])) }
        epochs[epochs.count - 1].metrics.append(
          MetricValue(MetricName(split, row[2]), Double(storedValue: row[3], kind: row[4])))
      }
      return epochs
    }
  }
}
