import ContentDigest
import ExperimentSchema
public import Foundation
import GRDB

/// The life of trials, each step one transaction: a controller that is killed finds in the store what it was about.
///
/// Checked in `TrialStoreTests`.
extension RunStore {
  /// Stores what a sampler has proposed, as waiting.
  ///
  /// - Throws: ``RunStoreError/constraint(message:sql:)`` where a number is there already.
  public func add(
    _ proposals: [TrialProposal], toSweep sweep: Int64, at time: Date
  ) throws(RunStoreError) {
    if proposals.isEmpty { return }
    try write { database in
      for proposal in proposals {
        try database.execute(
          sql: """
            INSERT INTO trial (sweepID, number, hyperparameters, configurationDigest, askedAfter, createdAt)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            sweep, proposal.number, proposal.hyperparameters, proposal.configurationDigest?.hexadecimal,
            proposal.askedAfter, time.storedText,
          ])
      }
    }
  }

  /// A stage of a trial that a worker is about to be given.
  public struct TrialStart: Hashable, Sendable {
    /// The trial's number.
    public var trial: Int
    /// The epochs at which the stage ends; nil for the end of training.
    public var stageEpochs: Int?

    /// The stage of `trial` that ends at `stageEpochs`.
    public init(trial: Int, stageEpochs: Int?) {
      self.trial = trial
      self.stageEpochs = stageEpochs
    }
  }

  /// Takes waiting or paused trials of `sweep` to running, and stores with them the submission that carries them.
  ///
  /// - Parameters:
  ///   - starts: What is to be trained.
  ///   - sweep: ``StoredSweep/id``.
  ///   - submission: What they are about to be submitted as; nil where nothing outlives this process.
  ///   - time: When.
  /// - Returns: The number of this attempt of each, in the order of `starts`.
  /// - Throws: ``RunStoreError/illegalTrialTransition(trial:from:to:)`` with nothing stored.
  @discardableResult
  public func begin(
    _ starts: [TrialStart], ofSweep sweep: Int64, as submission: SubmissionRecord? = nil, at time: Date
  ) throws(RunStoreError) -> [Int] {
    try write { database in
      let attempts = try starts.map { start in
        let trial = try TrialRow.fetch(database, sweep: sweep, number: start.trial)
        try trial.requireTransition(to: .running)
        try database.execute(
          sql: """
            UPDATE trial SET status = 'running', reason = NULL, stageEpochs = ?, attempts = attempts + 1
            WHERE trialID = ?
            """, arguments: [start.stageEpochs, trial.id])
        return trial.attempts + 1
      }
      try submission?.insert(into: database, sweep: sweep, attempts: attempts, starts: starts, at: time)
      return attempts
    }
  }

  /// Takes a running trial to paused: it has come to the end of its stage.
  ///
  /// - Parameters:
  ///   - trial: Its number.
  ///   - sweep: ``StoredSweep/id``.
  ///   - values: What was measured there.
  ///   - runs: The runs that it was measured on, by whole ids.
  /// - Throws: ``RunStoreError/illegalTrialTransition(trial:from:to:)``, or
  ///   ``RunStoreError/noSuchRun(id:near:isEmpty:)``.
  public func pause(
    trial: Int, ofSweep sweep: Int64, values: [TrialValue], runs: [String]
  ) throws(RunStoreError) {
    try write { database in
      let trial = try TrialRow.fetch(database, sweep: sweep, number: trial)
      try trial.requireTransition(to: .paused)
      try database.execute(
        sql: "UPDATE trial SET status = 'paused', losses = 0 WHERE trialID = ?", arguments: [trial.id])
      try trial.insert(values, into: database)
      try trial.link(runs, in: database)
    }
  }

  /// Ends a trial; of its runs, those that were only interrupted are pruned with it where it is pruned.
  ///
  /// - Parameters:
  ///   - trial: Its number.
  ///   - sweep: ``StoredSweep/id``.
  ///   - end: How.
  ///   - time: When.
  /// - Throws: ``RunStoreError/illegalTrialTransition(trial:from:to:)``, or
  ///   ``RunStoreError/noSuchRun(id:near:isEmpty:)``.
  public func end(
    trial: Int, ofSweep sweep: Int64, _ end: TrialEnd, at time: Date
  ) throws(RunStoreError) {
    try write { database in
      let trial = try TrialRow.fetch(database, sweep: sweep, number: trial)
      try trial.requireTransition(to: end.status)
      try trial.insert(end.values, into: database)
      try trial.link(end.runs, in: database)
      try database.execute(
        sql: """
          UPDATE trial SET status = ?, reason = ?, endedAt = ?,
            endOrder = 1 + (SELECT coalesce(max(endOrder), 0) FROM trial WHERE sweepID = ?)
          WHERE trialID = ?
          """, arguments: [end.status.rawValue, end.reason, time.storedText, sweep, trial.id])
      if end.status == .pruned { try trial.pruneRuns(in: database, at: time) }
    }
  }

  /// Takes a running trial back to waiting: its worker was lost, or asked to stop.
  ///
  /// - Parameters:
  ///   - trial: Its number.
  ///   - sweep: ``StoredSweep/id``.
  ///   - isLoss: Whether its worker was lost.
  ///   - reason: Why.
  /// - Throws: ``RunStoreError/illegalTrialTransition(trial:from:to:)``.
  public func release(
    trial: Int, ofSweep sweep: Int64, isLoss: Bool, reason: String?
  ) throws(RunStoreError) {
    try write { database in
      let trial = try TrialRow.fetch(database, sweep: sweep, number: trial)
      try trial.requireTransition(to: .waiting)
      try database.execute(
        sql: "UPDATE trial SET status = 'waiting', reason = ?, losses = losses + ? WHERE trialID = ?",
        arguments: [reason, isLoss ? 1 : 0, trial.id])
    }
  }

  /// Takes all failed trials of `sweep` back to waiting, their values forgotten.
  ///
  /// - Returns: Their numbers, ascending.
  public func retryFailedTrials(ofSweep sweep: Int64) throws(RunStoreError) -> [Int] {
    try write { database in
      let failed = try Row.fetchAll(
        database,
        sql: "SELECT trialID, number FROM trial WHERE sweepID = ? AND status = 'failed' ORDER BY number",
        arguments: [sweep])
      for row in failed {
        let id: Int64 = row[0]
        try database.execute(
          sql: """
            UPDATE trial SET status = 'waiting', reason = NULL, stageEpochs = NULL, endOrder = NULL, endedAt = NULL,
              losses = 0 WHERE trialID = ?
            """, arguments: [id])
        try database.execute(sql: "DELETE FROM trialValue WHERE trialID = ?", arguments: [id])
        try database.execute(sql: "DELETE FROM trialRun WHERE trialID = ?", arguments: [id])
      }
      return failed.map { $0[1] }
    }
  }

  /// Notes that run `id` is one of a trial's, as soon as it has begun.
  ///
  /// - Throws: ``RunStoreError/noSuchRun(id:near:isEmpty:)``, or ``RunStoreError/noSuchTrial(number:count:)``.
  public func link(run id: String, toTrial trial: Int, ofSweep sweep: Int64) throws(RunStoreError) {
    try write { database in
      try TrialRow.fetch(database, sweep: sweep, number: trial).link([id], in: database)
    }
  }
}

/// What the steps of a trial's life need to know of it.
struct TrialRow {
  let id: Int64
  let number: Int
  let status: TrialStatus
  let attempts: Int

  static func fetch(_ database: Database, sweep: Int64, number: Int) throws -> TrialRow {
    let row = try Row.fetchOne(
      database, sql: "SELECT trialID, status, attempts FROM trial WHERE sweepID = ? AND number = ?",
      arguments: [sweep, number])
    guard let row else {
      let count = try Int.fetchOne(
        database, sql: "SELECT count(*) FROM trial WHERE sweepID = ?", arguments: [sweep])
      throw RunStoreError.noSuchTrial(number: number, count: count ?? 0)
    }
    // The schema admits no other status.
    return TrialRow(
      id: row[0], number: number, status: TrialStatus(rawValue: row[1]) ?? .failed, attempts: row[2])
  }

  func requireTransition(to next: TrialStatus) throws {
    guard status.canBecome(next) else {
      throw RunStoreError.illegalTrialTransition(trial: number, from: status, to: next)
    }
  }

  func insert(_ values: [TrialValue], into database: Database) throws {
    for value in values {
      try database.execute(
        sql: """
          INSERT OR REPLACE INTO trialValue (trialID, objective, epoch, mean, deviation, runCount)
          VALUES (?, ?, ?, ?, ?, ?)
          """,
        arguments: [id, value.objective, value.epoch, value.mean, value.deviation, value.runCount])
    }
  }

  func link(_ runs: [String], in database: Database) throws {
    for run in runs {
      let sequence = try Int64.fetchOne(
        database, sql: "SELECT sequence FROM run WHERE id = ? AND removedAt IS NULL", arguments: [run])
      guard let sequence else { throw try RunLookup.failure(database, id: run) }
      try database.execute(
        sql: "INSERT OR IGNORE INTO trialRun (trialID, run) VALUES (?, ?)", arguments: [id, sequence])
    }
  }

  /// Runs that no other trial still waits for.
  func pruneRuns(in database: Database, at time: Date) throws {
    try database.execute(
      sql: """
        UPDATE run SET status = 'pruned', reason = 'its sweep saw no promise in it', endedAt = ?
        WHERE status = 'interrupted' AND sequence IN (SELECT run FROM trialRun WHERE trialID = ?)
          AND NOT EXISTS (
            SELECT 1 FROM trialRun JOIN trial USING (trialID)
            WHERE trialRun.run = run.sequence AND trialID <> ?
              AND trial.status NOT IN ('completed', 'pruned', 'failed'))
        """, arguments: [time.storedText, id, id])
  }
}
