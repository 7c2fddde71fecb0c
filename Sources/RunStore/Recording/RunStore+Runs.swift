import ContentDigest
public import ExperimentSchema
public import Foundation
import GRDB

extension RunStore {
  /// Declares `run`, as queued.
  ///
  /// - Throws: ``RunStoreError/runExists(id:)``, ``RunStoreError/notRegistered(what:)`` where its experiment
  ///   or corpus is not, ``RunStoreError/seedOutOfRange(seed:)`` above `Int64.max`.
  public func create(_ run: RunRecord) throws(RunStoreError) {
    guard let seed = Int64(exactly: run.identity.seed) else {
      throw .seedOutOfRange(seed: run.identity.seed)
    }
    try write { database in
      if try Bool.fetchOne(database, sql: "SELECT 1 FROM run WHERE id = ?", arguments: [run.id]) != nil {
        throw RunStoreError.runExists(id: run.id)
      }
      let corpusID = try Self.corpusID(
        database, name: run.corpus, digest: run.identity.corpusDigest)
      let experimentID = try Int64.fetchOne(
        database,
        sql: """
          SELECT experimentID FROM experiment WHERE name = ? AND configurationDigest = ? AND corpusID = ?
          """,
        arguments: [run.experiment, run.identity.configurationDigest.hexadecimal, corpusID])
      guard let experimentID else {
        let digest = run.identity.configurationDigest.hexadecimal.prefix(12)
        throw RunStoreError.notRegistered(what: "experiment \(run.experiment) (\(digest)) on \(run.corpus)")
      }
      try database.execute(
        sql: """
          INSERT INTO run (
            id, experimentID, seed, fold, plannedEpochs, parameters, macs, threads, createdAt, provenance)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          run.id, experimentID, seed, run.identity.fold, run.plannedEpochs, run.parameterCount,
          run.multiplyAccumulateCount, run.threadCount, run.createdAt.storedText, run.provenance,
        ])
    }
  }

  /// Takes run `id` from queued, interrupted, lost or failed to running; the time spent on it before stays.
  ///
  /// - Parameter fence: What ``claim(run:owner:)`` gave; 0 for a run that nobody claimed.
  /// - Throws: ``RunStoreError/illegalTransition(run:from:to:)`` where it cannot,
  ///   ``RunStoreError/superseded(run:fence:current:)`` where another process has claimed it since.
  public func begin(_ id: String, at time: Date, fence: Int = 0) throws(RunStoreError) {
    try write { database in
      let run = try StoredRun.fetch(database, id: id)
      try run.requireCurrent(fence)
      try Self.transition(database, run, to: .running, reason: nil)
      try database.execute(
        sql: """
          UPDATE run SET startedAt = coalesce(startedAt, ?), endedAt = NULL WHERE id = ?
          """,
        arguments: [time.storedText, id])
    }
  }

  /// Takes run `id` to `status` without anything else to store: a queued run that will not start, or a run
  /// whose process is gone.
  ///
  /// A claim on the run ends: should its process live after all, it can store nothing more.
  ///
  /// - Throws: ``RunStoreError/illegalTransition(run:from:to:)`` where it cannot.
  public func abandon(
    _ id: String, as status: RunStatus, reason: String, at time: Date
  ) throws(RunStoreError) {
    try write { database in
      try Self.transition(database, StoredRun.fetch(database, id: id), to: status, reason: reason)
      try database.execute(
        sql: "UPDATE run SET endedAt = ?, fence = fence + (fence > 0) WHERE id = ?",
        arguments: [time.storedText, id])
    }
  }

  /// Ends run `id` with `outcome`, all of it in one transaction.
  ///
  /// Flush the run's ``EpochWriter`` first: a run completes only with every planned epoch stored.
  ///
  /// - Parameters:
  ///   - id: The run's whole id.
  ///   - outcome: How it ended.
  ///   - fence: What ``claim(run:owner:)`` gave; 0 for a run that nobody claimed.
  ///   - file: Where the run's rows are kept besides, as by ``export(run:to:)``; nil for nowhere. Where they cannot be
  ///     written the run does not end so: it is whole in both places or in neither.
  /// - Throws: ``RunStoreError/illegalTransition(run:from:to:)``,
  ///   ``RunStoreError/incomplete(run:epochs:planned:)``,
  ///   ``RunStoreError/predictionMisfit(run:clip:problem:)`` where a clip is not of the run's corpus, or
  ///   ``RunStoreError/superseded(run:fence:current:)`` where another process has claimed the run since.
  public func finish(
    _ id: String, _ outcome: RunOutcome, fence: Int = 0, keepingRowsIn file: URL? = nil
  ) throws(RunStoreError) {
    try write { database in
      let run = try StoredRun.fetch(database, id: id)
      try run.requireCurrent(fence)
      try Self.transition(database, run, to: outcome.status, reason: outcome.reason)
      if outcome.status == .completed && run.epochs < run.plannedEpochs {
        throw RunStoreError.incomplete(run: id, epochs: run.epochs, planned: run.plannedEpochs)
      }
      try database.execute(
        sql: "UPDATE run SET endedAt = ?, seconds = ?, cpuSeconds = ? WHERE sequence = ?",
        arguments: [outcome.endedAt.storedText, outcome.seconds, outcome.cpuSeconds, run.sequence])
      if !outcome.closingMetrics.isEmpty, run.epochs >= 1 {
        try run.insert(outcome.closingMetrics, epoch: run.epochs, into: database)
        try run.renewDigest(ofEpoch: run.epochs, in: database)
      }
      try run.insert(outcome.predictions, into: database)
      for artifact in outcome.artifacts {
        try database.execute(
          sql: "INSERT OR REPLACE INTO artifact (run, path, digest, byteCount) VALUES (?, ?, ?, ?)",
          arguments: [run.sequence, artifact.path, artifact.digest.hexadecimal, artifact.byteCount])
      }
      if let file { try Self.export(run: id, of: database, to: file) }
    }
  }

  /// The only place where a run's status changes.
  private static func transition(
    _ database: Database, _ run: StoredRun, to next: RunStatus, reason: String?
  ) throws {
    guard run.status.canBecome(next) else {
      throw RunStoreError.illegalTransition(run: run.id, from: run.status, to: next)
    }
    try database.execute(
      sql: "UPDATE run SET status = ?, reason = ? WHERE sequence = ?",
      arguments: [next.rawValue, reason, run.sequence])
  }
}
