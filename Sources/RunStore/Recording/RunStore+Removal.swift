import ExperimentSchema
public import Foundation
import GRDB

/// A run that was removed and can be brought back.
public struct RemovedRun: Hashable, Sendable {
  /// Its id.
  public var id: String
  /// When it was removed, in UTC, such as `2026-11-22T14:30:05Z`.
  public var removedAt: String
}

/// Taking runs away in two steps: a removed run is in no list, curve or report, and is no observation; its rows and
/// its folder stay until it is purged. Checked in `RunStoreRemovalTests`.
extension RunStore {
  /// Removes the runs `ids`, all of them or none.
  ///
  /// - Parameters:
  ///   - ids: Whole ids.
  ///   - time: When.
  /// - Throws: ``RunStoreError/noSuchRun(id:near:isEmpty:)``, ``RunStoreError/removedRun(id:)``, or
  ///   ``RunStoreError/notRemovable(run:status:)`` where a run is queued or running.
  public func remove(_ ids: [String], at time: Date) throws(RunStoreError) {
    try write { database in
      for id in ids {
        let run = try StoredRun.fetch(database, id: id)
        guard run.status != .queued && run.status != .running else {
          throw RunStoreError.notRemovable(run: id, status: run.status)
        }
        try database.execute(
          sql: "UPDATE run SET removedAt = ? WHERE sequence = ?", arguments: [time.storedText, run.sequence])
      }
    }
  }

  /// Brings the removed runs `ids` back, all of them or none.
  ///
  /// - Parameter ids: Whole ids, or how they begin where only one removed run's does.
  /// - Returns: Their whole ids.
  /// - Throws: ``RunStoreError/notRemoved(id:)``, ``RunStoreError/ambiguousRun(prefix:matches:count:)``.
  public func restore(_ ids: [String]) throws(RunStoreError) -> [String] {
    try write { database in
      try ids.map { text in
        let id = try RunLookup.resolve(database, text, isRemoved: true)
        try database.execute(sql: "UPDATE run SET removedAt = NULL WHERE id = ?", arguments: [id])
        return id
      }
    }
  }

  /// The runs removed at `time` or before, in the order of declaration.
  public func runsRemoved(until time: Date) throws(RunStoreError) -> [RemovedRun] {
    try read { database in
      try Row.fetchAll(
        database, sql: "SELECT id, removedAt FROM run WHERE removedAt <= ? ORDER BY sequence",
        arguments: [time.storedText]
      )
      .map { RemovedRun(id: $0[0], removedAt: $0[1]) }
    }
  }

  /// Deletes all rows of the removed run `id`, for good.
  ///
  /// - Throws: ``RunStoreError/notRemoved(id:)`` where it was not removed, or has been brought back.
  public func purge(_ id: String) throws(RunStoreError) {
    try write { database in
      try database.execute(
        sql: "DELETE FROM run WHERE id = ? AND removedAt IS NOT NULL", arguments: [id])
      if database.changesCount == 0 { throw RunStoreError.notRemoved(id: id) }
    }
  }
}
