import ContentDigest
import GRDB
import NearNames

/// Sweeps as a whole. Checked in `SweepStoreTests`.
extension RunStore {
  /// Declares `sweep`.
  ///
  /// - Throws: ``RunStoreError/sweepExists(name:)``.
  @discardableResult
  public func create(_ sweep: SweepRecord) throws(RunStoreError) -> StoredSweep {
    try write { database in
      if try StoredSweep.fetch(database, named: sweep.name) != nil {
        throw RunStoreError.sweepExists(name: sweep.name)
      }
      try database.execute(
        sql: """
          INSERT INTO sweep (name, specification, corpusName, corpusDigest, createdAt, trialLimit, secondsLimit)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          sweep.name, sweep.specification, sweep.corpusName, sweep.corpusDigest.hexadecimal,
          sweep.createdAt.storedText, sweep.trialLimit, sweep.secondsLimit,
        ])
      return try StoredSweep.require(database, named: sweep.name)
    }
  }

  /// All sweeps, in the order in which they were declared.
  public func sweeps() throws(RunStoreError) -> [StoredSweep] {
    try read { database in
      try Row.fetchAll(database, sql: StoredSweep.selection + " ORDER BY sweepID").map(StoredSweep.init)
    }
  }

  /// The sweep called `name`.
  ///
  /// - Throws: ``RunStoreError/noSuchSweep(name:known:)``.
  public func sweep(named name: String) throws(RunStoreError) -> StoredSweep {
    try read { try StoredSweep.require($0, named: name) }
  }

  /// The sweep called `name`; nil where there is none.
  public func sweepIfThere(named name: String) throws(RunStoreError) -> StoredSweep? {
    try read { try StoredSweep.fetch($0, named: name) }
  }

  /// Sets how far sweep `id` is to go.
  ///
  /// - Parameters:
  ///   - id: ``StoredSweep/id``.
  ///   - trials: Trials at most, at least 1; nil for no limit.
  ///   - seconds: Wall time at most, above 0; nil for no limit.
  public func setLimits(ofSweep id: Int64, trials: Int?, seconds: Double?) throws(RunStoreError) {
    try write {
      try $0.execute(
        sql: "UPDATE sweep SET trialLimit = ?, secondsLimit = ? WHERE sweepID = ?",
        arguments: [trials, seconds, id])
    }
  }

  /// Notes that sweep `id` has taken `seconds` of wall time, all its stretches together.
  public func setSecondsSpent(_ seconds: Double, ofSweep id: Int64) throws(RunStoreError) {
    try write {
      try $0.execute(
        sql: "UPDATE sweep SET secondsSpent = ? WHERE sweepID = ?", arguments: [seconds, id])
    }
  }

  /// How many trials of sweep `id` are in each state.
  ///
  /// - Complexity: O(trials), over an index alone.
  public func trialCounts(ofSweep id: Int64) throws(RunStoreError) -> TrialCounts {
    try read { database in
      var counts = TrialCounts()
      let rows = try Row.fetchAll(
        database, sql: "SELECT status, count(*) FROM trial WHERE sweepID = ? GROUP BY status",
        arguments: [id])
      for row in rows {
        if let status = TrialStatus(rawValue: row[0]) { counts[status] = row[1] }
      }
      return counts
    }
  }
}

extension StoredSweep {
  static let selection = """
    SELECT sweepID, name, specification, corpusName, corpusDigest, createdAt, trialLimit, secondsLimit, secondsSpent
    FROM sweep
    """

  init(row: Row) {
    self.init(
      id: row[0], name: row[1], specification: row[2], corpusName: row[3], corpusDigest: row[4],
      createdAt: row[5], trialLimit: row[6], secondsLimit: row[7], secondsSpent: row[8])
  }

  static func fetch(_ database: Database, named name: String) throws -> StoredSweep? {
    try Row.fetchOne(database, sql: selection + " WHERE name = ?", arguments: [name]).map(StoredSweep.init)
  }

  static func require(_ database: Database, named name: String) throws -> StoredSweep {
    if let sweep = try fetch(database, named: name) { return sweep }
    let known = try String.fetchAll(database, sql: "SELECT name FROM sweep ORDER BY sweepID DESC")
    throw RunStoreError.noSuchSweep(name: name, known: known)
  }
}
