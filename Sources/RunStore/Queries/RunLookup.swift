import GRDB

/// Finds runs by id, by the beginning of an id, and by what an id may have been meant to be.
enum RunLookup {
  /// The id of the run whose id is or starts with `text`.
  ///
  /// - Throws: ``RunStoreError/noSuchRun(id:near:isEmpty:)``, ``RunStoreError/removedRun(id:)`` or
  ///   ``RunStoreError/ambiguousRun(prefix:matches:count:)``.
  static func resolve(_ database: Database, _ text: String, isRemoved: Bool = false) throws -> String {
    let condition = isRemoved ? "removedAt IS NOT NULL" : "removedAt IS NULL"
    let exact = try String.fetchOne(
      database, sql: "SELECT id FROM run WHERE id = ? AND \(condition)", arguments: [text])
    if let exact { return exact }
    let matches = try String.fetchAll(
      database,
      sql: """
        SELECT id FROM run WHERE substr(id, 1, length(?1)) = ?1 AND \(condition) ORDER BY sequence DESC
        """, arguments: [text])
    if isRemoved && matches.isEmpty { throw RunStoreError.notRemoved(id: text) }
    if text.isEmpty || matches.isEmpty { throw try failure(database, id: text) }
    guard matches.count == 1 else {
      throw RunStoreError.ambiguousRun(
        prefix: text, matches: Array(matches.prefix(shownCount)), count: matches.count)
    }
    return matches[0]
  }

  /// The error for an id that no run has, with the nearest ids there are.
  static func failure(_ database: Database, id: String) throws -> RunStoreError {
    let removed = try String.fetchOne(
      database, sql: "SELECT id FROM run WHERE substr(id, 1, length(?1)) = ?1 AND removedAt IS NOT NULL",
      arguments: [id])
    if let removed, !id.isEmpty { return .removedRun(id: removed) }
    let newest = try String.fetchAll(
      database, sql: "SELECT id FROM run WHERE removedAt IS NULL ORDER BY sequence DESC LIMIT ?",
      arguments: [searchedCount])
    let wanted = Array(id.utf8.prefix(longestCompared))
    let near = newest.map { candidate in
      let bytes = Array(candidate.utf8.prefix(longestCompared))
      // A prefix of an id is as near as the id.
      let distance = min(
        editDistance(wanted, bytes), editDistance(wanted, Array(bytes.prefix(wanted.count))))
      return (candidate, distance)
    }
    .filter { $0.1 <= max(2, wanted.count / 4) }
    .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    return .noSuchRun(id: id, near: near.prefix(shownCount).map(\.0), isEmpty: newest.isEmpty)
  }

  private static let shownCount = 5
  private static let searchedCount = 1000
  private static let longestCompared = 80

  /// The insertions, deletions and replacements that turn one text into the other (Levenshtein 1966).
  private static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var previous = Array(0...right.count)
    for (row, byte) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        current.append(
          min(previous[column] + (byte == other ? 0 : 1), previous[column + 1] + 1, current[column] + 1))
      }
      previous = current
    }
    return previous[right.count]
  }
}
