public import Foundation
import GRDB

/// A value as a row of the store holds it.
public enum StoredValue: Hashable, Sendable {
  case absent
  case integer(Int64)
  case number(Double)
  case text(String)
  case bytes(Data)

  init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .absent
    case .int64(let number): self = .integer(number)
    case .double(let number): self = .number(number)
    case .string(let text): self = .text(text)
    case .blob(let data): self = .bytes(data)
    }
  }
}

/// Rows of values under names of columns.
public struct ValueTable: Hashable, Sendable {
  /// The columns' names, left to right; they may repeat.
  public var columns: [String]
  /// The rows, each with a value for every column.
  public var rows: [[StoredValue]]
  /// Whether there were more rows than were asked for.
  public var isCut: Bool

  /// A table of these parts.
  public init(columns: [String], rows: [[StoredValue]], isCut: Bool = false) {
    self.columns = columns
    self.rows = rows
    self.isCut = isCut
  }
}

extension RunStore {
  /// `fields` of the runs that `filter` admits, a row for each run.
  ///
  /// - Parameter limit: Rows at most; nil for all.
  /// - Throws: As ``runSummaries(_:sort:limit:)``.
  public func values(
    of fields: [RunField], _ filter: RunFilter = RunFilter(), sort: RunSort = .newestFirst, limit: Int? = nil
  ) throws(RunStoreError) -> ValueTable {
    try read { database in
      try RunField.requireKnown((filter.condition?.fields ?? []) + [sort.field] + fields, in: database)
      let sql =
        SQL(sql: "SELECT ") + fields.map(\.sql).joined(separator: ", ")
        + SQL(
          sql: " FROM run JOIN experiment USING (experimentID) JOIN corpus USING (corpusID) WHERE ")
        + filter.sql
        + SQL(sql: " ORDER BY ") + sort.sql + SQL(sql: " LIMIT \(max(limit ?? -1, -1))")
      let rows = try SQLRequest<Row>(literal: sql).fetchAll(database)
      return ValueTable(
        columns: fields.map(\.description), rows: rows.map { $0.databaseValues.map(StoredValue.init) })
    }
  }
}
