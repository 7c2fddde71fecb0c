import ExperimentSchema
import GRDB

/// A field as SQL.
///
/// Texts of a user's enter as arguments only; what stands in the SQL itself is of closed sets. Tables: `run`,
/// `experiment` and `corpus`, joined.
extension RunField {
  /// The field's value; NULL where the run does not have it. Of marks, all of them in one text.
  var sql: SQL {
    switch self {
    case .column(let column): SQL(sql: column.sql)
    case .tag:
      SQL(
        sql: """
          (SELECT group_concat(name, ' ') FROM (SELECT name FROM tag WHERE tag.run = run.sequence ORDER BY name))
          """)
    case .metric(.trainAccuracy): SQL(sql: "run.trainAccuracy")
    case .metric(.validationAccuracy): SQL(sql: "run.validationAccuracy")
    case .best(.validationAccuracy): SQL(sql: "run.bestValidationAccuracy")
    case .metric(let metric):
      SQL(
        sql: """
          (SELECT \(Self.pointValue) FROM metricPoint AS point
           WHERE point.run = run.sequence AND point.split = ? AND point.name = ? AND point.epoch = run.epochs)
          """, arguments: [metric.split.rawValue, metric.name])
    case .best(let metric):
      SQL(
        sql: """
          (SELECT \(metric.isBestGreatest == false ? "min" : "max")(point.value) FROM metricPoint AS point
           WHERE point.run = run.sequence AND point.split = ? AND point.name = ?)
          """, arguments: [metric.split.rawValue, metric.name])
    case .setting(let keys): Self.setting(keys, of: "experiment.configuration", result: "entry.atom")
    }
  }

  /// A query for one row where some run of the store has the field; nil where every store has it.
  var existenceQuery: SQL? {
    switch self {
    case .column, .tag: nil
    case .metric(let metric), .best(let metric):
      SQL(
        sql: """
          SELECT 1 FROM run WHERE EXISTS (
            SELECT 1 FROM metricPoint WHERE run = run.sequence AND split = ? AND name = ?) LIMIT 1
          """, arguments: [metric.split.rawValue, metric.name])
    case .setting(let keys):
      SQL(sql: "SELECT 1 FROM experiment WHERE ")
        + Self.setting(keys, of: "experiment.configuration", result: "entry.type")
        + SQL(sql: " IS NOT NULL LIMIT 1")
    }
  }

  /// A query for the names of what is at `keys` in any experiment: its members, or the named objects of an array.
  static func memberNamesQuery(of keys: [String]) -> SQL {
    SQL(
      sql: """
        SELECT DISTINCT CASE
          WHEN typeof(member.key) = 'text' THEN member.key
          WHEN member.type = 'object' THEN member.value ->> '$.name' END AS name
        FROM experiment, json_each(
        """)
      + setting(keys, of: "experiment.configuration", result: container)
      + SQL(sql: ") AS member WHERE name IS NOT NULL ORDER BY name")
  }

  /// An object or array; what has no members is none.
  private static let container = "CASE WHEN entry.type IN ('object', 'array') THEN entry.value END"

  private static let pointValue =
    "CASE point.kind WHEN 'inf' THEN 9e999 WHEN '-inf' THEN -9e999 ELSE point.value END"

  /// The `result` at the end of `keys`: step by step into the document, by a member's name, or in an array by the name of
  /// an object in it.
  private static func setting(_ keys: [String], of document: String, result: String) -> SQL {
    var place = SQL(sql: document)
    for (index, key) in keys.enumerated() {
      let value = index == keys.count - 1 ? result : container
      place =
        SQL(sql: "(SELECT \(value) FROM json_each(") + place
        + SQL(
          sql: """
            ) AS entry WHERE CASE
              WHEN typeof(entry.key) = 'text' THEN entry.key = ?
              WHEN entry.type = 'object' THEN entry.value ->> '$.name' = ? END LIMIT 1)
            """, arguments: [key, key])
    }
    return place
  }
}

extension RunColumn {
  /// The column with its table.
  var sql: String {
    switch self {
    case .experiment: "experiment.name"
    case .corpus: "corpus.name"
    default: "run.\(rawValue)"
    }
  }
}
