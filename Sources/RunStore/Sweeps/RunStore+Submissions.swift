import Foundation
import GRDB

/// A group of trials' stages that is handed to a scheduler as one job, noted before it is.
public struct SubmissionRecord: Hashable, Sendable {
  /// The job's name, unique in the store: by it the job is found after a crash.
  public var jobName: String
  /// The place in the job's array of each of the trials begun with it, in their order; several may share one.
  public var arrayIndices: [Int]

  /// A submission of these parts.
  public init(jobName: String, arrayIndices: [Int]) {
    self.jobName = jobName
    self.arrayIndices = arrayIndices
  }
}

/// A submission as the store has it.
public struct StoredSubmission: Hashable, Sendable {
  /// What became of a stage that was submitted.
  public enum TaskStatus: String, Sendable {
    /// Nothing is known of its end.
    case submitted
    /// Its result is in the store.
    case collected
    /// It will give no result.
    case lost
  }

  /// A stage that was submitted.
  public struct Task: Hashable, Sendable {
    /// Its place in the job's array.
    public var arrayIndex: Int
    /// The trial's number.
    public var trial: Int
    /// The epochs at which the stage ends; nil for the end of training.
    public var stageEpochs: Int?
    /// Which attempt of the trial it is.
    public var attempt: Int
    /// What became of it.
    public var status: TaskStatus
  }

  /// Its number in this store.
  public var id: Int64
  /// The job's name.
  public var jobName: String
  /// The job's number; nil where it was never told.
  public var jobID: Int?
  /// When it was noted, in UTC.
  public var createdAt: String
  /// Its stages, by place in the array, then by trial.
  public var tasks: [Task]
}

/// What is under way elsewhere. Checked in `SubmissionStoreTests`.
extension RunStore {
  /// The submissions of sweep `id`, in the order in which they were noted.
  ///
  /// - Parameter isOpen: Whether only those are given of which a stage is neither collected nor lost.
  public func submissions(ofSweep id: Int64, isOpen: Bool) throws(RunStoreError) -> [StoredSubmission] {
    try read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT submissionID, jobName, jobID, createdAt FROM submission WHERE sweepID = ?1 AND (NOT ?2 OR EXISTS (
            SELECT 1 FROM submissionTask
            WHERE submissionTask.submissionID = submission.submissionID AND submissionTask.status = 'submitted'))
          ORDER BY submissionID
          """, arguments: [id, isOpen])
      return try rows.map { row in
        let tasks = try Row.fetchAll(
          database,
          sql: """
            SELECT arrayIndex, trial.number, submissionTask.stageEpochs, attempt, submissionTask.status
            FROM submissionTask JOIN trial USING (trialID) WHERE submissionID = ? ORDER BY arrayIndex, trial.number
            """, arguments: [row[0] as Int64])
        return StoredSubmission(
          id: row[0], jobName: row[1], jobID: row[2], createdAt: row[3],
          tasks: tasks.map {
            StoredSubmission.Task(
              arrayIndex: $0[0], trial: $0[1], stageEpochs: $0[2], attempt: $0[3],
              status: StoredSubmission.TaskStatus(rawValue: $0[4]) ?? .lost)
          })
      }
    }
  }

  /// Notes the number that the scheduler gave the job called `jobName`.
  ///
  /// - Throws: ``RunStoreError/noSuchSubmission(jobName:)``.
  public func setJobID(_ jobID: Int, ofSubmission jobName: String) throws(RunStoreError) {
    try write { database in
      try database.execute(
        sql: "UPDATE submission SET jobID = ? WHERE jobName = ?", arguments: [jobID, jobName])
      if database.changesCount == 0 { throw RunStoreError.noSuchSubmission(jobName: jobName) }
    }
  }

  /// Notes what became of attempt `attempt` of `trial`, which was submitted in the job called `jobName`.
  ///
  /// - Throws: ``RunStoreError/noSuchSubmission(jobName:)`` where it was not.
  public func mark(
    trial: Int, attempt: Int, ofSubmission jobName: String, as status: StoredSubmission.TaskStatus
  ) throws(RunStoreError) {
    try write { database in
      try database.execute(
        sql: """
          UPDATE submissionTask SET status = ?1
          WHERE submissionID = (SELECT submissionID FROM submission WHERE jobName = ?2) AND attempt = ?3
            AND trialID = (
              SELECT trialID FROM trial JOIN submission USING (sweepID) WHERE jobName = ?2 AND number = ?4)
          """, arguments: [status.rawValue, jobName, attempt, trial])
      if database.changesCount == 0 { throw RunStoreError.noSuchSubmission(jobName: jobName) }
    }
  }
}

extension SubmissionRecord {
  func insert(
    into database: Database, sweep: Int64, attempts: [Int], starts: [RunStore.TrialStart], at time: Date
  ) throws {
    try database.execute(
      sql: "INSERT INTO submission (sweepID, jobName, createdAt) VALUES (?, ?, ?)",
      arguments: [sweep, jobName, time.storedText])
    let submission = database.lastInsertedRowID
    for ((start, attempt), index) in zip(zip(starts, attempts), arrayIndices) {
      try database.execute(
        sql: """
          INSERT INTO submissionTask (submissionID, arrayIndex, trialID, stageEpochs, attempt)
          SELECT ?, ?, trialID, ?, ? FROM trial WHERE sweepID = ? AND number = ?
          """, arguments: [submission, index, start.stageEpochs, attempt, sweep, start.trial])
    }
  }
}
