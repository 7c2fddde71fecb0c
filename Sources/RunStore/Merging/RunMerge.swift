import ContentDigest
import ExperimentSchema
import Foundation
import GRDB

/// One run on its way from a store to another, within a transaction of each.
struct RunMerge {
  /// What came of it.
  enum Result { case added, advanced, unchanged }

  let id: String
  let source: Database
  let destination: Database

  func perform() throws -> Result {
    guard
      let row = try Row.fetchOne(
        source,
        sql: """
          SELECT run.sequence, run.experimentID, experiment.corpusID, \(Self.columns.map { "run.\($0)" }.joined(separator: ", "))
          FROM run JOIN experiment USING (experimentID) WHERE run.id = ? AND run.removedAt IS NULL
          """, arguments: [id])
    else { throw try RunLookup.failure(source, id: id) }
    let sourceSequence = try row.decode(Int64.self, atIndex: 0)
    let corpusID = try corpus(row.decode(atIndex: 2))
    let experimentID = try experiment(row.decode(atIndex: 1), corpusID: corpusID)
    let values = Array(row.databaseValues.dropFirst(3))

    guard let present = try PresentRun.fetch(destination, id: id) else {
      try destination.execute(
        sql: """
          INSERT INTO run (experimentID, \(Self.columns.joined(separator: ", ")))
          VALUES (?\(String(repeating: ", ?", count: Self.columns.count)))
          """, arguments: StatementArguments([experimentID.databaseValue] + values))
      try copyRows(from: sourceSequence, to: destination.lastInsertedRowID, corpusID: corpusID)
      return .added
    }
    if present.isRemoved { return .unchanged }
    try requireSame(
      present, experimentID: experimentID, seed: row.decode(forColumn: "seed"),
      fold: row.decode(forColumn: "fold"))
    let hasAdvanced = try Self.isFurther(
      epochs: row.decode(forColumn: "epochs"), status: row.decode(forColumn: "status"), than: present)
    try copyTags(from: sourceSequence, to: present.sequence)
    guard hasAdvanced else { return .unchanged }
    try destination.execute(
      sql: """
        UPDATE run SET \(Self.columns.map { "\($0) = ?" }.joined(separator: ", ")) WHERE sequence = ?
        """, arguments: StatementArguments(values + [present.sequence.databaseValue]))
    try copyRows(from: sourceSequence, to: present.sequence, corpusID: corpusID)
    return .advanced
  }

  /// What is copied of a run as it is.
  private static let columns = [
    "id", "seed", "fold", "status", "reason", "plannedEpochs", "epochs", "trainAccuracy",
    "validationAccuracy",
    "bestValidationAccuracy", "bestEpoch", "validationLoss", "validationCrossEntropy", "parameters", "macs",
    "threads",
    "createdAt", "startedAt", "endedAt", "seconds", "cpuSeconds", "provenance", "predictionDigest",
    "ownerBootID",
    "ownerPID", "ownerStartTime", "fence",
  ]

  // MARK: The run that is there

  private struct PresentRun {
    var sequence: Int64
    var experimentID: Int64
    var seed: Int64
    var fold: Int
    var epochs: Int
    var status: RunStatus
    var isRemoved: Bool

    static func fetch(_ database: Database, id: String) throws -> PresentRun? {
      let row = try Row.fetchOne(
        database,
        sql: "SELECT sequence, experimentID, seed, fold, epochs, status, removedAt FROM run WHERE id = ?",
        arguments: [id])
      return row.map {
        PresentRun(
          sequence: $0[0], experimentID: $0[1], seed: $0[2], fold: $0[3], epochs: $0[4],
          status: RunStatus(rawValue: $0[5]) ?? .failed, isRemoved: $0[6] != nil)
      }
    }
  }

  private func requireSame(_ present: PresentRun, experimentID: Int64, seed: Int64, fold: Int) throws {
    if present.experimentID != experimentID {
      throw RunStoreError.mergeConflict(run: id, what: "another experiment or corpus")
    }
    if present.seed != seed { throw RunStoreError.mergeConflict(run: id, what: "another seed") }
    if present.fold != fold { throw RunStoreError.mergeConflict(run: id, what: "another fold") }
  }

  /// More epochs are further, and of as many an end is further than none.
  private static func isFurther(epochs: Int, status: String, than present: PresentRun) -> Bool {
    func rank(_ status: RunStatus) -> Int {
      switch status {
      case .queued: 0
      case .running: 1
      case .lost, .interrupted, .failed: 2
      case .pruned, .diverged, .completed: 3
      }
    }
    let status = RunStatus(rawValue: status) ?? .failed
    return (epochs, rank(status)) > (present.epochs, rank(present.status))
  }

  // MARK: What runs refer to

  private func corpus(_ sourceID: Int64) throws -> Int64 {
    let row = try Row.fetchOne(
      source, sql: "SELECT name, digest, classes, clipCount FROM corpus WHERE corpusID = ?",
      arguments: [sourceID])
    guard let row else { throw RunStoreError.damagedRows(run: id, what: "its corpus is missing") }
    let name = try row.decode(String.self, atIndex: 0)
    let digest = try row.decode(String.self, atIndex: 1)
    let classes = try row.decode(String.self, atIndex: 2)
    let clipCount = try row.decode(Int.self, atIndex: 3)
    let present = try Row.fetchOne(
      destination, sql: "SELECT corpusID, classes, clipCount FROM corpus WHERE digest = ? AND name = ?",
      arguments: [digest, name])
    if let present {
      if present[1] != classes {
        throw RunStoreError.corpusDiffers(name: name, digest: digest, what: "classes")
      }
      if present[2] != clipCount {
        throw RunStoreError.corpusDiffers(name: name, digest: digest, what: "clips")
      }
      return present[0]
    }
    try destination.execute(
      sql: "INSERT INTO corpus (name, digest, classes, clipCount) VALUES (?, ?, ?, ?)",
      arguments: [name, digest, classes, clipCount])
    let corpusID = destination.lastInsertedRowID
    try copy(
      "SELECT ?, clip, label, heard, fold, source FROM example WHERE corpusID = ?", [corpusID, sourceID],
      into: "INSERT INTO example (corpusID, clip, label, heard, fold, source) VALUES (?, ?, ?, ?, ?, ?)")
    return corpusID
  }

  private func experiment(_ sourceID: Int64, corpusID: Int64) throws -> Int64 {
    let row = try Row.fetchOne(
      source,
      sql: "SELECT name, title, configurationDigest, configuration FROM experiment WHERE experimentID = ?",
      arguments: [sourceID])
    guard let row else { throw RunStoreError.damagedRows(run: id, what: "its experiment is missing") }
    let texts = try (0..<4).map { try row.decode(String.self, atIndex: $0) }
    let present = try Int64.fetchOne(
      destination,
      sql: "SELECT experimentID FROM experiment WHERE name = ? AND configurationDigest = ? AND corpusID = ?",
      arguments: [texts[0], texts[2], corpusID])
    if let present { return present }
    try destination.execute(
      sql: """
        INSERT INTO experiment (name, title, configurationDigest, configuration, corpusID) VALUES (?, ?, ?, ?, ?)
        """, arguments: [texts[0], texts[1], texts[2], texts[3], corpusID])
    return destination.lastInsertedRowID
  }

  // MARK: Rows

  private func copyRows(from sourceSequence: Int64, to sequence: Int64, corpusID: Int64) throws {
    let rows = RunRows(database: source, sequence: sourceSequence, run: id)
    try rows.requireWhole()
    try requireEqualEpochs(from: sourceSequence, to: sequence)
    var insertion = PointInsertion(database: destination, sequence: sequence)
    for curve in try rows.curves() {
      try insertion.begin(split: curve.split, name: curve.name)
      try rows.forEachPoint(of: curve) { try insertion.append(epoch: $0, value: $1) }
      try insertion.end()
    }
    try copy(
      "SELECT ?, epoch, digest FROM epochDigest WHERE run = ? ORDER BY epoch", [sequence, sourceSequence],
      into: "INSERT OR REPLACE INTO epochDigest (run, epoch, digest) VALUES (?, ?, ?)")
    try copyPredictions(from: sourceSequence, to: sequence, corpusID: corpusID)
    try copy(
      "SELECT ?, path, digest, byteCount FROM artifact WHERE run = ?", [sequence, sourceSequence],
      into: "INSERT OR REPLACE INTO artifact (run, path, digest, byteCount) VALUES (?, ?, ?, ?)")
    try copyTags(from: sourceSequence, to: sequence)
  }

  /// An epoch that both have was measured twice: by its digests, to the same bits.
  ///
  /// The last epoch that is here may have less: what is measured once, at the end, is added to it there.
  private func requireEqualEpochs(from sourceSequence: Int64, to sequence: Int64) throws {
    let points = try Row.fetchCursor(
      destination, sql: "SELECT split, name, epoch, value, kind FROM metricPoint WHERE run = ?",
      arguments: [sequence])
    let other = try source.cachedStatement(
      sql: "SELECT value, kind FROM metricPoint WHERE run = ? AND split = ? AND name = ? AND epoch = ?")
    while let row = try points.next() {
      let found = try Row.fetchOne(
        other, arguments: [sourceSequence, row[0] as String, row[1] as String, row[2] as Int])
      let here = Double(storedValue: row[3], kind: row[4])
      let there = found.map { Double(storedValue: $0[0], kind: $0[1]) }
      if there == here || there?.isNaN == true && here.isNaN { continue }
      throw RunStoreError.epochDiffers(
        run: id, epoch: row[2], metric: "\(row[0] as String).\(row[1] as String)", stored: "\(here)",
        found: there.map { "\($0)" } ?? "absent")
    }
  }

  private func copyPredictions(from sourceSequence: Int64, to sequence: Int64, corpusID: Int64) throws {
    try copy(
      """
      SELECT ?, prediction.split, prediction.label, prediction.predicted, prediction.probabilities, ?, example.clip
      FROM prediction JOIN example ON exampleID = prediction.example WHERE prediction.run = ?
      """, [sequence, corpusID, sourceSequence],
      into: """
        INSERT OR REPLACE INTO prediction (run, split, label, predicted, probabilities, example)
        SELECT ?, ?, ?, ?, ?, exampleID FROM example WHERE corpusID = ? AND clip = ?
        """)
  }

  private func copyTags(from sourceSequence: Int64, to sequence: Int64) throws {
    try copy(
      "SELECT ?, name FROM tag WHERE run = ?", [sequence, sourceSequence],
      into: "INSERT OR IGNORE INTO tag (run, name) VALUES (?, ?)")
  }

  /// Hands every row of `query` on the source to the statement `insertion` on the destination.
  private func copy(_ query: String, _ arguments: StatementArguments, into insertion: String) throws {
    let insertion = try destination.cachedStatement(sql: insertion)
    let rows = try Row.fetchCursor(source, sql: query, arguments: arguments)
    while let row = try rows.next() {
      insertion.setUncheckedArguments(StatementArguments(row.databaseValues))
      try insertion.execute()
    }
  }
}
