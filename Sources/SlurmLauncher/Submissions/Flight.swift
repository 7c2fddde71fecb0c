import Foundation
package import SweepRunner

/// A stage of a trial that a job was given, and what is known of it from here.
package struct Flight {
  package let task: TrialTask
  package let stage: StageFolder
  /// The job, by its name, and the task's number in its array.
  package let jobName: String
  package let arrayIndex: Int
  /// The number of the submission in the store.
  package let submission: Int

  /// The task's place among all jobs, as ``SlurmTask/place``.
  var place: String { "\(jobName) \(arrayIndex)" }

  /// Whether the controller has been told that it began.
  package var isStarted = false
  /// What the newest heartbeats said, and when that was first seen here.
  private var signs: [String?] = []
  private var lastChange: ContinuousClock.Instant
  /// Since when Slurm has said the same of its end.
  private var end: (words: String, since: ContinuousClock.Instant)?

  package init(
    task: TrialTask, stage: StageFolder, jobName: String, arrayIndex: Int, submission: Int,
    at time: ContinuousClock.Instant
  ) {
    self.task = task
    self.stage = stage
    self.jobName = jobName
    self.arrayIndex = arrayIndex
    self.submission = submission
    lastChange = time
  }

  /// What is to be done about it.
  package enum Verdict: Equatable {
    case goesOn
    /// It will give no result.
    case lost(String)
    /// It runs, as Slurm says, and gives no sign of life.
    case silent(String)
  }

  /// Looks for signs of life; returns whether there is one that is new.
  package mutating func look(at time: ContinuousClock.Instant) -> Bool {
    let found = stage.attempts.map(\.heartbeat)
    guard found != signs else { return false }
    signs = found
    lastChange = time
    return true
  }

  /// Judges it by what Slurm says; nil where Slurm knows no such task.
  ///
  /// What has published a result is never asked about: folders are the truth.
  package mutating func judge(
    _ slurm: SlurmTask?, at time: ContinuousClock.Instant, patience: TaskPatience
  ) -> Verdict {
    func seconds(since start: ContinuousClock.Instant) -> Double { start.duration(to: time) / .seconds(1) }
    switch slurm?.state {
    case .pending:
      end = nil
      // The patience of a task that runs begins when it does.
      lastChange = time
      return .goesOn
    case .running:
      end = nil
      guard seconds(since: lastChange) > patience.silence else { return .goesOn }
      return .silent("it runs, as Slurm says, and has given no sign of life for \(Int(patience.silence)) s")
    case .ended, nil:
      let words = slurm?.ending ?? "Slurm does not know it any more"
      if end?.words != words { end = (words, time) }
      guard let since = end?.since else { return .goesOn }
      // Of these Slurm has not seen the end of the process.
      let isUnseen = slurm.map { [.ended("NODE_FAIL"), .ended("BOOT_FAIL")].contains($0.state) } ?? true
      if isUnseen {
        let isSilent = seconds(since: max(since, lastChange)) > patience.afterLoss
        return isSilent ? .lost(words) : .goesOn
      }
      return seconds(since: since) > patience.afterEnd ? .lost(words) : .goesOn
    }
  }
}
