import Dispatch
import GRDB

extension RunStore {
  /// The rows of one query in SQL, as somebody wrote it by hand.
  ///
  /// The store must be open for reading only; what would change a file is refused before it begins: only a single
  /// statement that reads and has columns is let through, so neither `ATTACH` nor `VACUUM INTO`. A file from elsewhere
  /// cannot make its views call functions (`trusted_schema` is off). Checked in `RunStoreSQLTests`.
  ///
  /// - Parameters:
  ///   - sql: One `SELECT`, `WITH`, `VALUES`, `EXPLAIN` or `PRAGMA` that reads.
  ///   - limit: Rows at most; the table says whether there were more.
  ///   - seconds: How long it may take; at least 1.
  /// - Throws: ``RunStoreError/queryRefused(reason:)``, ``RunStoreError/queryStopped(seconds:)``, or the disk's failure.
  public func query(sql: String, limit: Int, seconds: Int) throws(RunStoreError) -> ValueTable {
    let end = DispatchWorkItem { interruptReading() }
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds), execute: end)
    defer { end.cancel() }
    return try read { database in
      do {
        let statement = try database.makeStatement(sql: sql)
        guard statement.isReadonly, statement.columnCount > 0 else {
          throw RunStoreError.queryRefused(
            reason:
              "found a statement that is no query; expected a SELECT: the store is open for reading only. "
              + "Runs are changed by earshot runs tag and earshot runs rm.")
        }
        guard (try? statement.validateArguments([])) != nil else {
          throw RunStoreError.queryRefused(
            reason: "found a parameter such as ? or :name; expected values written out.")
        }
        var table = ValueTable(columns: statement.columnNames, rows: [])
        let rows = try Row.fetchCursor(statement)
        while let row = try rows.next() {
          if table.rows.count == limit {
            table.isCut = true
            break
          }
          table.rows.append(row.databaseValues.map(StoredValue.init))
        }
        return table
      } catch let error as DatabaseError {
        switch error.resultCode {
        case .SQLITE_INTERRUPT: throw RunStoreError.queryStopped(seconds: seconds)
        case .SQLITE_MISUSE:
          throw RunStoreError.queryRefused(reason: "found more than one statement; expected one SELECT.")
        case .SQLITE_ERROR, .SQLITE_AUTH, .SQLITE_READONLY, .SQLITE_TOOBIG, .SQLITE_RANGE:
          throw RunStoreError.queryRefused(
            reason:
              "\(error.message ?? "it cannot be read"); expected one SELECT over the tables that docs/store.md "
              + "describes.")
        default: throw error
        }
      }
    }
  }
}
