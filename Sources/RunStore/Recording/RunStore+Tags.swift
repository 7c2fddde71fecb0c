import GRDB

extension RunStore {
  /// Marks run `id` with `tag`; again does nothing.
  public func tag(_ id: String, _ tag: String) throws(RunStoreError) {
    _ = try changeTags(ofRun: id, adding: [tag])
  }

  /// Adds marks to run `id` and takes others from it, all in one transaction; what is there, or is not, stays so.
  ///
  /// - Parameters:
  ///   - id: The run's whole id.
  ///   - added: Not empty, each.
  ///   - removed: One that is also added stays.
  /// - Returns: Its marks from then on, in order.
  public func changeTags(
    ofRun id: String, adding added: [String], removing removed: [String] = []
  ) throws(RunStoreError) -> [String] {
    try write { database in
      let run = try StoredRun.fetch(database, id: id)
      for tag in removed {
        try database.execute(
          sql: "DELETE FROM tag WHERE run = ? AND name = ?", arguments: [run.sequence, tag])
      }
      for tag in added {
        try database.execute(
          sql: "INSERT OR IGNORE INTO tag (run, name) VALUES (?, ?)", arguments: [run.sequence, tag])
      }
      return try String.fetchAll(
        database, sql: "SELECT name FROM tag WHERE run = ? ORDER BY name", arguments: [run.sequence])
    }
  }
}
