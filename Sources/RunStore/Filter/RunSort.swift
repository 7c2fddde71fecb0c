import GRDB

/// The order of a list of runs; runs without the value come last.
public struct RunSort: Hashable, Sendable {
  /// The columns by which runs are ordered.
  public typealias Key = RunColumn

  /// What runs are ordered by.
  public var field: RunField
  /// Whether the greatest comes first.
  public var isDescending: Bool

  /// Runs by the column `key`.
  public init(_ key: Key, isDescending: Bool = false) {
    self.init(by: .column(key), isDescending: isDescending)
  }

  /// Runs by `field`.
  public init(by field: RunField, isDescending: Bool = false) {
    self.field = field
    self.isDescending = isDescending
  }

  /// The order written `field`, `field:asc` or `field:desc`.
  ///
  /// - Throws: ``RunFilterError`` where it is none.
  public init(parsing text: String) throws(RunFilterError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts.first ?? "")
    let direction = parts.count == 2 ? String(parts[1]) : "asc"
    guard direction == "asc" || direction == "desc" else {
      throw RunFilterError(
        text: text, position: name.count + 1, found: direction.debugDescription, expected: "asc or desc")
    }
    self.init(by: try RunField(name), isDescending: direction == "desc")
  }

  /// The latest declared first.
  public static let newestFirst = RunSort(.sequence, isDescending: true)

  /// The terms of the order.
  var sql: SQL {
    let direction = isDescending ? "DESC" : "ASC"
    return field.sql + SQL(sql: " \(direction) NULLS LAST, run.sequence \(direction)")
  }
}
