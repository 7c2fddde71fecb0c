import GRDB

/// Who may write of a run.
///
/// A process that trains a run claims it first and shows the number it was given with everything it stores. A claim
/// ends all earlier ones: a process that was thought dead, and had only been stopped, is refused and stores nothing.
/// Checked in `RunStoreOwnershipTests`.
extension RunStore {
  /// Makes `owner` the one process that may store epochs and the end of run `id`, and returns the number to show:
  /// `fence` in ``EpochRecord``, ``begin(_:at:fence:)`` and ``finish(_:_:fence:)``.
  ///
  /// Claim under the run's lock, before ``begin(_:at:fence:)``: when a run is declared, and whenever it goes on.
  ///
  /// - Parameters:
  ///   - id: The run's whole id.
  ///   - owner: The process.
  /// - Returns: A number above that of every claim on the run before; at least 1.
  /// - Throws: ``RunStoreError/noSuchRun(id:near:isEmpty:)``, ``RunStoreError/removedRun(id:)``.
  public func claim(run id: String, owner: RunOwner) throws(RunStoreError) -> Int {
    try write { database in
      let run = try StoredRun.fetch(database, id: id)
      try database.execute(
        sql: """
          UPDATE run SET ownerBootID = ?, ownerPID = ?, ownerStartTime = ?, fence = ? WHERE sequence = ?
          """,
        arguments: [owner.bootID, owner.processID, owner.startTime, run.fence + 1, run.sequence])
      return run.fence + 1
    }
  }

  /// The newest claim on run `id`; nil where nobody ever claimed it.
  public func newestClaim(onRun id: String) throws(RunStoreError) -> RunClaim? {
    try read { database in
      let row = try Row.fetchOne(
        database, sql: "SELECT ownerBootID, ownerPID, ownerStartTime, fence FROM run WHERE id = ?",
        arguments: [id])
      guard let row, let bootID = String.fromDatabaseValue(row[0]) else { return nil }
      return RunClaim(
        owner: RunOwner(bootID: bootID, processID: row[1], startTime: row[2]), fence: row[3])
    }
  }
}
