import ContentDigest
public import ExperimentSchema
import Foundation
import GRDB

extension RunStore {
  /// Makes `corpus` known; once is enough, and again fills in what earlier schemas did not keep of its clips.
  ///
  /// - Throws: ``RunStoreError/corpusDiffers(name:digest:what:)`` where the same digest and name are stored
  ///   with other classes or clips.
  /// - Complexity: O(clips).
  public func register(_ corpus: CorpusRecord) throws(RunStoreError) {
    try write { database in
      func differs(_ what: String) -> RunStoreError {
        .corpusDiffers(name: corpus.name, digest: corpus.digest.hexadecimal, what: what)
      }
      let stored = try Row.fetchOne(
        database, sql: "SELECT classes, clipCount, corpusID FROM corpus WHERE digest = ? AND name = ?",
        arguments: [corpus.digest.hexadecimal, corpus.name])
      if let stored {
        if stored["classes"] != corpus.classNames.jsonArray { throw differs("classes") }
        if stored["clipCount"] != corpus.examples.count { throw differs("clips") }
        let corpusID: Int64 = stored["corpusID"]
        // The first schema did not keep sources, the first three no classes that are heard besides the label's.
        try Self.fillIn("source", of: corpus, corpusID: corpusID, in: database) { $0.source }
        try Self.fillIn("heard", of: corpus, corpusID: corpusID, in: database) { $0.heard?.jsonArray }
        return
      }
      try database.execute(
        sql: "INSERT INTO corpus (name, digest, classes, clipCount) VALUES (?, ?, ?, ?)",
        arguments: [
          corpus.name, corpus.digest.hexadecimal, corpus.classNames.jsonArray, corpus.examples.count,
        ])
      let corpusID = database.lastInsertedRowID
      let insertion = try database.makeStatement(
        sql: "INSERT INTO example (corpusID, clip, label, heard, fold, source) VALUES (?, ?, ?, ?, ?, ?)")
      for example in corpus.examples {
        try insertion.execute(
          arguments: [
            corpusID, example.clip, example.label, example.heard?.jsonArray, example.fold, example.source,
          ])
      }
    }
  }

  /// Stores in `column` what `value` gives of clips that have nothing there.
  private static func fillIn(
    _ column: String, of corpus: CorpusRecord, corpusID: Int64, in database: Database,
    value: (CorpusRecord.Example) -> String?
  ) throws {
    guard corpus.examples.contains(where: { value($0) != nil }) else { return }
    let clips = try String.fetchSet(
      database, sql: "SELECT clip FROM example WHERE corpusID = ? AND \(column) IS NULL",
      arguments: [corpusID])
    if clips.isEmpty { return }
    let update = try database.makeStatement(
      sql: "UPDATE example SET \(column) = ? WHERE corpusID = ? AND clip = ?")
    for example in corpus.examples where clips.contains(example.clip) {
      guard let value = value(example) else { continue }
      try update.execute(arguments: [value, corpusID, example.clip])
    }
  }

  /// Makes `experiment` known; again brings its title and resolved file up to date.
  ///
  /// - Throws: ``RunStoreError/notRegistered(what:)`` where its corpus is not.
  public func register(_ experiment: ExperimentRecord) throws(RunStoreError) {
    try write { database in
      let corpusID = try Self.corpusID(
        database, name: experiment.corpusName, digest: experiment.corpusDigest)
      try database.execute(
        sql: """
          INSERT INTO experiment (name, title, configurationDigest, configuration, corpusID)
          VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (name, configurationDigest, corpusID)
          DO UPDATE SET title = excluded.title, configuration = excluded.configuration
          """,
        arguments: [
          experiment.name, experiment.title, experiment.configurationDigest.hexadecimal,
          experiment.configuration, corpusID,
        ])
    }
  }

  /// Stores `claims` as the files state them now, each replacing the one of its id.
  public func register(_ claims: [Claim]) throws(RunStoreError) {
    try write { database in
      for claim in claims { try claim.insert(into: database) }
    }
  }

  static func corpusID(_ database: Database, name: String, digest: ContentDigest) throws -> Int64 {
    let found = try Int64.fetchOne(
      database, sql: "SELECT corpusID FROM corpus WHERE digest = ? AND name = ?",
      arguments: [digest.hexadecimal, name])
    guard let found else {
      throw RunStoreError.notRegistered(what: "corpus \(name) (\(digest.hexadecimal.prefix(12)))")
    }
    return found
  }
}

extension Claim {
  fileprivate func insert(into database: Database) throws {
    let relation: String
    var experiment: String?
    var value: Double?
    var experiments: [String]?
    switch statement {
    case .equals(let name, let number): (relation, experiment, value) = ("equals", name, number)
    case .greaterThan(let name, let number): (relation, experiment, value) = ("greaterThan", name, number)
    case .greaterThanOthers(let name, let others):
      (relation, experiment, experiments) = ("greaterThan", name, others)
    case .order(let names): (relation, experiments) = ("order", names)
    }
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO claim (
          id, metric, relation, experiment, value, experiments, tolerance, corpus, protocol, source, accepted)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        id, metric, relation, experiment, value, experiments?.jsonArray, tolerance, corpus, protocolName,
        source, accepted?.rawValue,
      ])
  }
}
