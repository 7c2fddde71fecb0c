import ExperimentSchema
import GRDB

extension RunField {
  /// Refuses fields that no run of the store has: a misspelt name would otherwise select nothing without a word.
  ///
  /// Metrics that every completed run records, and stores without runs, are let pass.
  static func requireKnown(_ fields: [RunField], in database: Database) throws {
    for field in fields {
      guard let query = field.existenceQuery, !field.isRecordedMetric else { continue }
      if try Int.fetchOne(database, SQLRequest(literal: query)) != nil { continue }
      if try Int.fetchOne(database, sql: "SELECT 1 FROM run LIMIT 1") == nil { continue }
      switch field {
      case .metric(let metric), .best(let metric): throw RunStoreError.noSuchMetric(metric)
      case .setting(let keys): throw try noSuchSetting(keys, in: database)
      case .column, .tag: continue
      }
    }
  }

  private var isRecordedMetric: Bool {
    switch self {
    case .metric(let metric), .best(let metric): MetricName.recorded.contains(metric)
    default: false
    }
  }

  /// What is wrong with `keys`: the first that leads nowhere, and what there is in its place.
  private static func noSuchSetting(_ keys: [String], in database: Database) throws -> RunStoreError {
    for count in 1..<keys.count {
      let names = try String.fetchAll(
        database, SQLRequest(literal: Self.memberNamesQuery(of: Array(keys[..<count]))))
      if names.contains(keys[count]) { continue }
      return .noSuchSetting(path: keys[..<count].joined(separator: "."), key: keys[count], known: names)
    }
    return .noSuchSetting(path: keys[0], key: keys[keys.count - 1], known: [])
  }
}
