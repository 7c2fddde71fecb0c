import GRDB

extension RunCondition {
  /// The condition as SQL that is 1 or 0, never NULL.
  var sql: SQL {
    switch self {
    case .all(let parts): Self.joined(parts, by: " AND ", whereEmpty: "1")
    case .any(let parts): Self.joined(parts, by: " OR ", whereEmpty: "0")
    case .not(let part): SQL(sql: "(NOT ") + part.sql + SQL(sql: ")")
    case .test(.tag, let test): Self.tagTest(test)
    case .test(let field, let test) where field.kind == .any: Self.settingTest(field, test)
    case .test(let field, .isAbsent): SQL(sql: "(") + field.sql + SQL(sql: " IS NULL)")
    case .test(let field, let test):
      SQL(sql: "ifnull(") + Self.comparison(field.sql, test, kind: field.kind) + SQL(sql: ", 0)")
    }
  }

  private static func joined(_ parts: [RunCondition], by separator: String, whereEmpty: String) -> SQL {
    if parts.isEmpty { return SQL(sql: whereEmpty) }
    return SQL(sql: "(") + parts.map(\.sql).joined(separator: separator) + SQL(sql: ")")
  }

  /// One of the run's marks is as `test` says.
  private static func tagTest(_ test: Test) -> SQL {
    let marks = SQL(sql: "EXISTS (SELECT 1 FROM tag WHERE tag.run = run.sequence")
    if test == .isAbsent { return SQL(sql: "(NOT ") + marks + SQL(sql: "))") }
    return marks + SQL(sql: " AND ") + comparison(SQL(sql: "tag.name"), test, kind: .text) + SQL(sql: ")")
  }

  /// A setting is of the kind of the value it is compared with, and as `test` says.
  ///
  /// Settings are the experiments', of which there are far fewer than runs: the test is made once for each.
  private static func settingTest(_ field: RunField, _ test: Test) -> SQL {
    let holds =
      switch test {
      case .isAbsent: SQL(sql: "value IS NULL")
      default: comparison(SQL(sql: "value"), test, kind: .any)
      }
    return SQL(sql: "run.experimentID IN (SELECT experimentID FROM (SELECT experimentID, ") + field.sql
      + SQL(sql: " AS value FROM experiment) WHERE ") + holds + SQL(sql: ")")
  }

  private static func comparison(_ field: SQL, _ test: Test, kind: RunField.Kind) -> SQL {
    switch test {
    case .equals(let value): equality(field, value, kind: kind)
    case .ordered(let order, let value):
      ofKind(
        of: value, kind, field, field + SQL(sql: " \(order.rawValue) ?", arguments: [value.bound(as: kind)]))
    case .isOneOf(let values):
      SQL(sql: "(") + values.map { equality(field, $0, kind: kind) }.joined(separator: " OR ") + SQL(sql: ")")
    case .isLike(let pattern): field + SQL(sql: " LIKE ?", arguments: [pattern])
    case .contains(let part): SQL(sql: "instr(") + field + SQL(sql: ", ?) > 0", arguments: [part])
    case .isAbsent: field + SQL(sql: " IS NULL")
    }
  }

  private static func equality(_ field: SQL, _ value: Value, kind: RunField.Kind) -> SQL {
    if kind == .time, case .text(let text) = value, let time = StoredTime(text) {
      return SQL(sql: "substr(") + field
        + SQL(sql: ", 1, length(?)) = ?", arguments: [time.prefix, time.prefix])
    }
    return ofKind(of: value, kind, field, field + SQL(sql: " = ?", arguments: [value.bound(as: kind)]))
  }

  /// `comparison`, where a setting's value is of the kind of `value`: to SQLite any text is greater than any number.
  private static func ofKind(of value: Value, _ kind: RunField.Kind, _ field: SQL, _ comparison: SQL) -> SQL {
    guard kind == .any else { return comparison }
    let types = if case .text = value { "('text')" } else { "('integer', 'real')" }
    return SQL(sql: "(typeof(") + field + SQL(sql: ") IN \(types) AND ") + comparison + SQL(sql: ")")
  }
}

extension RunCondition.Value {
  /// The value as an argument of SQL.
  fileprivate func bound(as kind: RunField.Kind) -> (any DatabaseValueConvertible)? {
    switch self {
    case .text(let text): kind == .time ? StoredTime(text)?.start ?? text : text
    case .integer(let number): number
    case .number(let number): number
    case .boolean(let flag): flag ? 1 : 0
    }
  }
}
