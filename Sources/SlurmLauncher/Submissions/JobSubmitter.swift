import ContentDigest
import ExperimentSchema
import Foundation
import RunStore
import SweepRunner

/// Writes what a job's tasks are to read, and submits the job; what the store noted of it comes before.
struct JobSubmitter {
  let client: SlurmClient
  let options: SlurmOptions
  let sweep: StoredSweep
  let store: RunStore
  let settings: SlurmTrialLauncher.Settings
  let exchange: ExchangeFolder

  /// Writes the `tasks.json` of `tasks`, which the store has as `submission`, and returns the submission's
  /// number.
  ///
  /// - Throws: `RunStoreError`, or the disk's error.
  func prepare(_ tasks: [TrialTask], as submission: SubmissionRecord) throws -> Int {
    let stored = try store.submissions(ofSweep: sweep.id, isOpen: true)
    guard let number = stored.first(where: { $0.jobName == submission.jobName }).map({ Int($0.id) }) else {
      throw RunStoreError.noSuchSubmission(jobName: submission.jobName)
    }
    let trials = try store.trials(ofSweep: sweep.id)
    var groups: [[SubmissionFile.Entry]] = []
    for (task, index) in zip(tasks, submission.arrayIndices) {
      while groups.count <= index { groups.append([]) }
      let trial = trials.first { $0.number == task.trial }
      groups[index].append(
        SubmissionFile.Entry(task: task, earlierRuns: try earlierRuns(of: task, trial: trial)))
    }
    try FileManager.default.createDirectory(
      at: exchange.submission(number), withIntermediateDirectories: true)
    try SubmissionFile(
      sweep: sweep.name, number: number,
      settings: SubmissionFile.Settings(
        runsFolder: settings.runsFolder.path, cacheFolder: settings.cacheFolder.path,
        classFolder: settings.classFolder.path, threads: options.threads,
        checkpointInterval: settings.checkpointInterval),
      tasks: groups
    ).write(to: file(ofSubmission: number))
    return number
  }

  /// Whether what the tasks of `submission` are to read has been written.
  func isPrepared(_ submission: StoredSubmission) -> Bool {
    FileManager.default.fileExists(atPath: file(ofSubmission: Int(submission.id)).path)
  }

  /// Submits tasks of a job that is prepared.
  ///
  /// - Returns: Whether Slurm answered; where it did not, the job may be there or not.
  /// - Throws: ``SlurmError/refused(client:message:)``, or `RunStoreError`.
  func submit(_ jobName: String, number: Int, indices: ClosedRange<Int>) throws -> Bool {
    let script = TaskScript(
      executable: settings.executable, file: file(ofSubmission: number).path)
    // A percent sign begins a pattern of Slurm's.
    let log = exchange.submission(number).path.replacing("%", with: "%%") + "/%a.log"
    let job: Int
    do throws(SlurmError) {
      job = try client.submit(script.text, name: jobName, indices: indices, log: log, options: options)
    } catch {
      guard case .unreachable = error else { throw error }
      return false
    }
    try store.setJobID(job, ofSubmission: jobName)
    return true
  }

  /// A job that is prepared and was not submitted.
  struct MissingJob {
    let name: String
    let number: Int
    let indices: ClosedRange<Int>
  }

  /// Those of `names`, jobs that Slurm does not know, which were never submitted: the controller was killed
  /// before, or Slurm did not answer.
  ///
  /// - Throws: `RunStoreError`.
  func missing(of names: Set<String>) throws -> [MissingJob] {
    if names.isEmpty { return [] }
    return try store.submissions(ofSweep: sweep.id, isOpen: true).compactMap { submission in
      let number = Int(submission.id)
      guard names.contains(submission.jobName), submission.jobID == nil,
        let content = try? SubmissionFile(from: file(ofSubmission: number)), !content.tasks.isEmpty
      else { return nil }
      // Forgotten by Slurm, and yet it was there: its tasks have left their mark.
      let hasRun = content.tasks.joined().contains { entry in
        exchange.stage(of: entry.task).attempts.contains { $0.identity.submission == number }
      }
      return hasRun
        ? nil : MissingJob(name: submission.jobName, number: number, indices: 0...content.tasks.count - 1)
    }
  }

  private func file(ofSubmission number: Int) -> URL {
    exchange.submission(number).appending(path: "tasks.json")
  }

  /// Runs that `task` can go on from or that answer it: those of its trial, and, where equal runs count,
  /// those of its configuration.
  private func earlierRuns(of task: TrialTask, trial: StoredTrial?) throws -> [String] {
    let own = try store.runs(ofTrial: task.trial, ofSweep: sweep.id)
    guard !task.allowsRepeats,
      let digest = trial?.configurationDigest.flatMap({ ContentDigest(hexadecimal: $0) })
    else { return own }
    let equal = try store.runSummaries(
      RunFilter(statuses: [.completed, .interrupted, .lost], configurationDigests: [digest]),
      sort: .newestFirst, limit: nil)
    return own + equal.map(\.id).filter { !own.contains($0) }
  }
}
