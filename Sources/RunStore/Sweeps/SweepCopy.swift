import GRDB

/// Takes a sweep over from another store as it is, with its trials and what is under way: for a store that is made
/// anew. Checked in `SweepRebuildingTests`.
struct SweepCopy {
  let source: Database
  let destination: Database

  /// Copies the sweep called `name`; runs that the destination does not have are left out of its trials.
  func copy(sweep name: String) throws {
    guard let old = try id("sweep", where: "name = ?", [name], in: source) else { return }
    try insertRows("sweep", key: "sweepID", where: "sweepID = ?", [old]) { _ in }
    guard let sweep = try id("sweep", where: "name = ?", [name], in: destination) else { return }
    var trials: [Int64: Int64] = [:]
    try insertRows("trial", key: "trialID", where: "sweepID = ?", [old]) { row in
      trials[row["trialID"]] = destination.lastInsertedRowID
    } replacing: { _ in
      ["sweepID": sweep.databaseValue]
    }
    for (oldTrial, trial) in trials.sorted(by: { $0.key < $1.key }) {
      try insertRows("trialValue", key: nil, where: "trialID = ?", [oldTrial]) { _ in
      } replacing: { _ in
        ["trialID": trial.databaseValue]
      }
      let runs = try String.fetchAll(
        source, sql: "SELECT run.id FROM trialRun JOIN run ON run.sequence = trialRun.run WHERE trialID = ?",
        arguments: [oldTrial])
      for run in runs {
        try destination.execute(
          sql: "INSERT OR IGNORE INTO trialRun (trialID, run) SELECT ?, sequence FROM run WHERE id = ?",
          arguments: [trial, run])
      }
    }
    var submissions: [Int64: Int64] = [:]
    try insertRows("submission", key: "submissionID", where: "sweepID = ?", [old]) { row in
      submissions[row["submissionID"]] = destination.lastInsertedRowID
    } replacing: { _ in
      ["sweepID": sweep.databaseValue]
    }
    for (oldSubmission, submission) in submissions.sorted(by: { $0.key < $1.key }) {
      try insertRows("submissionTask", key: nil, where: "submissionID = ?", [oldSubmission]) { _ in
      } replacing: { row in
        [
          "submissionID": submission.databaseValue,
          "trialID": trials[row["trialID"]]?.databaseValue ?? .null,
        ]
      }
    }
  }

  private func id(
    _ table: String, where condition: String, _ arguments: StatementArguments, in database: Database
  ) throws -> Int64? {
    try Int64.fetchOne(
      database, sql: "SELECT \(table)ID FROM \(table) WHERE \(condition)", arguments: arguments)
  }

  /// Inserts the rows of `table` that `condition` admits, without their `key`, which the destination gives anew.
  private func insertRows(
    _ table: String, key: String?, where condition: String, _ arguments: StatementArguments,
    inserted: (Row) throws -> Void, replacing: (Row) -> [String: DatabaseValue] = { _ in [:] }
  ) throws {
    let rows = try Row.fetchCursor(
      source, sql: "SELECT * FROM \(table) WHERE \(condition)", arguments: arguments)
    while let row = try rows.next() {
      let replaced = replacing(row)
      let columns = row.columnNames.filter { $0 != key }
      let values = columns.map { replaced[$0] ?? row[$0] }
      try destination.execute(
        sql: """
          INSERT INTO \(table) (\(columns.joined(separator: ", ")))
          VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
          """, arguments: StatementArguments(values))
      try inserted(row)
    }
  }
}
