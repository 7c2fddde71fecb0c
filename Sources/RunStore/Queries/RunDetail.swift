import ContentDigest
import ExperimentSchema
import Foundation
import GRDB

/// Everything the store holds of one run, except its curves.
public struct RunDetail: Sendable {
  /// The run in one line.
  public var summary: RunSummary
  /// The experiment's title.
  public var title: String
  /// The resolved experiment, as JSON.
  public var configuration: String
  /// Where the run comes from, as JSON.
  public var provenance: String
  /// The corpus' classes, by label.
  public var classNames: [String]
  /// What was measured in the last epoch, in the order of split and name.
  public var finalMetrics: [MetricValue]
  /// What the final model said of each clip, by clip.
  public var predictions: [Prediction]
  /// The recording that each of those clips was cut from, by clip; a clip of unknown source is absent.
  public var sources: [String: String]
  /// The classes that are heard in each of those clips, ascending, by clip; empty where a clip has one, and where the
  /// store does not know yet.
  public var heard: [String: [Int]]
  /// The files in the run's folder, by path.
  public var artifacts: [Artifact]
  /// Its marks, in order.
  public var tags: [String]
}

extension RunStore {
  /// The run whose id is `id`, or the only one whose id starts so.
  ///
  /// - Throws: ``RunStoreError/noSuchRun(id:near:isEmpty:)`` with the nearest ids, or
  ///   ``RunStoreError/ambiguousRun(prefix:matches:count:)``.
  public func runDetail(_ id: String) throws(RunStoreError) -> RunDetail {
    try read { try RunDetail.fetch($0, id: RunLookup.resolve($0, id)) }
  }

  /// The whole id of the run whose id is `text`, or the only one whose id starts so.
  ///
  /// - Throws: as ``runDetail(_:)``.
  public func runID(startingWith text: String) throws(RunStoreError) -> String {
    try read { try RunLookup.resolve($0, text) }
  }
}

extension RunDetail {
  fileprivate static func fetch(_ database: Database, id: String) throws -> RunDetail {
    let summaries = try RunSummary.fetch(
      database, RunFilter(idPrefix: id), sort: RunSort(.sequence), limit: nil)
    guard let summary = summaries.first(where: { $0.id == id }),
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT experiment.title, experiment.configuration, run.provenance, corpus.classes
          FROM run JOIN experiment USING (experimentID) JOIN corpus USING (corpusID)
          WHERE run.sequence = ?
          """, arguments: [summary.sequence])
    else { throw try RunLookup.failure(database, id: id) }
    return RunDetail(
      summary: summary, title: row[0], configuration: row[1], provenance: row[2],
      classNames: [String](jsonArray: row[3]),
      finalMetrics: try metrics(database, of: summary.sequence, epoch: summary.epochs),
      predictions: try predictions(database, of: summary.sequence),
      sources: try sources(database, of: summary.sequence),
      heard: try heard(database, of: summary.sequence),
      artifacts: try artifacts(database, of: summary.sequence),
      tags: try String.fetchAll(
        database, sql: "SELECT name FROM tag WHERE run = ? ORDER BY name", arguments: [summary.sequence]))
  }

  /// What was measured in `epoch`, in the order of split and name.
  static func metrics(_ database: Database, of sequence: Int64, epoch: Int) throws -> [MetricValue] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT split, name, value, kind FROM metricPoint WHERE run = ? AND epoch = ? ORDER BY split, name
        """, arguments: [sequence, epoch])
    return rows.compactMap { row in
      MetricSplit(rawValue: row[0]).map { split in
        MetricValue(MetricName(split, row[1]), Double(storedValue: row[2], kind: row[3]))
      }
    }
  }

  /// What the final model said of each clip, by clip.
  static func predictions(_ database: Database, of sequence: Int64) throws -> [Prediction] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT example.clip, prediction.split, prediction.label, prediction.probabilities
        FROM prediction JOIN example ON exampleID = prediction.example
        WHERE prediction.run = ? ORDER BY example.clip
        """, arguments: [sequence])
    return rows.compactMap { row in
      MetricSplit(rawValue: row[1]).map { split in
        Prediction(
          clip: row[0], split: split, label: row[2], probabilities: [Float](storedBytes: row[3]))
      }
    }
  }

  private static func sources(_ database: Database, of sequence: Int64) throws -> [String: String] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT example.clip, example.source FROM prediction JOIN example ON exampleID = prediction.example
        WHERE prediction.run = ? AND example.source IS NOT NULL
        """, arguments: [sequence])
    return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
  }

  private static func heard(_ database: Database, of sequence: Int64) throws -> [String: [Int]] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT example.clip, example.heard FROM prediction JOIN example ON exampleID = prediction.example
        WHERE prediction.run = ? AND example.heard IS NOT NULL
        """, arguments: [sequence])
    return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], [Int](jsonArray: $0[1])) })
  }

  static func artifacts(_ database: Database, of sequence: Int64) throws -> [Artifact] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT path, digest, byteCount FROM artifact WHERE run = ? ORDER BY path",
      arguments: [sequence])
    return rows.compactMap { row in
      ContentDigest(hexadecimal: row[1]).map { Artifact(path: row[0], digest: $0, byteCount: row[2]) }
    }
  }
}
