import GRDB

/// Stores the points of curves, many with each statement: most of the cost of a small row is that of asking for it.
///
/// A point that is there already stays as it is.
struct PointInsertion {
  let database: Database
  let sequence: Int64

  private var split = ""
  private var name = ""
  /// Epoch, value and kind of each point that waits.
  private var pending: [DatabaseValue] = []

  /// Points of a statement.
  private static let groupSize = 64

  init(database: Database, sequence: Int64) {
    self.database = database
    self.sequence = sequence
    pending.reserveCapacity(3 * Self.groupSize)
  }

  /// Goes on to the curve of `name` on `split`.
  mutating func begin(split: String, name: String) throws {
    try end()
    (self.split, self.name) = (split, name)
  }

  /// Adds a point to the curve.
  mutating func append(epoch: Int, value: Double) throws {
    let (number, kind) = value.storedParts
    pending.append(epoch.databaseValue)
    pending.append(number?.databaseValue ?? .null)
    pending.append(kind.databaseValue)
    if pending.count == 3 * Self.groupSize { try flush(count: Self.groupSize) }
  }

  /// Stores what waits.
  mutating func end() throws {
    if !pending.isEmpty { try flush(count: pending.count / 3) }
  }

  private mutating func flush(count: Int) throws {
    let points = Array(repeating: "(?, ?, ?)", count: count).joined(separator: ", ")
    let statement = try database.cachedStatement(
      sql: """
        WITH curve (run, split, name) AS (VALUES (?, ?, ?)), point (epoch, value, kind) AS (VALUES \(points))
        INSERT INTO metricPoint (run, split, name, epoch, value, kind)
        SELECT run, split, name, epoch, value, kind FROM curve, point WHERE true ON CONFLICT DO NOTHING
        """)
    statement.setUncheckedArguments(
      StatementArguments([sequence.databaseValue, split.databaseValue, name.databaseValue] + pending))
    try statement.execute()
    pending.removeAll(keepingCapacity: true)
  }
}
