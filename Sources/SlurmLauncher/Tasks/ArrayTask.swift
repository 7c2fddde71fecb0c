import ContentDigest
public import ExperimentRunner
public import Foundation
import RunStore
public import SweepRunner

/// A task of a job, on the node that Slurm gave it: trains its trials one after the other, each in an attempt
/// folder of its own, and publishes them there. It never sees the sweep's store. Checked in `ArrayTaskTests`.
public struct ArrayTask {
  /// Where one trial is trained.
  public struct Workplace: Sendable {
    /// Receives a folder for each run.
    public let runsFolder: URL
    /// The attempt's own store, on this machine's own disk.
    public let storeFile: URL
    /// Where features are kept.
    public let cacheFolder: URL
    /// Where class lists are.
    public let classFolder: URL
    /// Threads to train with.
    public let threads: Int
    /// Seconds between two checkpoints of a run.
    public let checkpointInterval: Double
  }

  /// How the task ended.
  public enum Ending: Equatable, Sendable {
    /// Every trial has published its result.
    case done
    /// It was asked to stop; what it had is saved.
    case stopped
    /// It was asked to stop before there was anything new to save.
    case stoppedEmpty
    /// This machine cannot go on.
    case refused(reason: String)
  }

  private let submission: SubmissionFile
  private let entries: [SubmissionFile.Entry]
  private let restartCount: Int

  /// The task that `environment` names, of the job that `file` describes.
  ///
  /// - Throws: ``ArrayTaskError``.
  public init(file: URL, environment: [String: String]) throws(ArrayTaskError) {
    submission = try SubmissionFile(from: file)
    let variable = "SLURM_ARRAY_TASK_ID"
    guard let index = environment[variable].flatMap({ Int($0) }) else {
      throw .noTask(variable: variable, found: environment[variable])
    }
    guard submission.tasks.indices.contains(index) else {
      throw .unknownTask(file: file, index: index, count: submission.tasks.count)
    }
    entries = submission.tasks[index]
    // Slurm sets it from the first restart on.
    restartCount = environment["SLURM_RESTART_COUNT"].flatMap { Int($0) } ?? 0
  }

  /// Trains what is not yet answered.
  ///
  /// - Parameters:
  ///   - stop: Set where the task is to save itself and end.
  ///   - say: Told what happens, for the task's log.
  ///   - work: Trains a trial in a workplace.
  /// - Throws: What keeps an attempt from being made or published: this machine's disk refuses.
  public func perform(
    stop: StopSignal, say: (String) -> Void, work: (TrialTask, Workplace) throws -> TrialEnding
  ) throws -> Ending {
    let exchange = ExchangeFolder(
      runsFolder: URL(filePath: submission.settings.runsFolder), sweep: submission.sweep)
    var hasPublished = false
    for entry in entries {
      let task = entry.task
      let stage = exchange.stage(of: task)
      if stage.attempts.contains(where: { $0.isPublished && (try? $0.result()) != nil }) {
        say("trial \(task.trial): another attempt has published it already")
        continue
      }
      if stop.isSet { return hasPublished ? .stopped : .stoppedEmpty }
      let attempt = try stage.claim(
        AttemptIdentity(submission: submission.number, restart: restartCount))
      say("trial \(task.trial): \(attempt.identity.name)")
      let heartbeat = Heartbeat(in: attempt)
      defer { heartbeat.stop() }
      let scratch = try ScratchFolder()
      let brought = try bringEarlierRuns(of: entry, into: attempt, stage: stage, scratch: scratch)
      if brought > 0 { say("trial \(task.trial): \(brought) runs go on from earlier attempts") }
      let before = checkpoints(attempt)
      let ending = try work(task, workplace(attempt, scratch: scratch))
      switch ending {
      case .reached(let runs):
        try publish(.reached, runs: runs, of: task, in: attempt, scratch: scratch)
      case .diverged(let run, let reason):
        try publish(
          .diverged(run: run, reason: reason), runs: [run], of: task, in: attempt, scratch: scratch)
      case .failed(let reason):
        try publish(.failed(reason: reason), runs: [], of: task, in: attempt, scratch: scratch)
      case .interrupted:
        // A task that got nowhere would be put back for ever.
        return hasPublished || checkpoints(attempt) != before ? .stopped : .stoppedEmpty
      case .refused(let reason), .lost(let reason):
        return .refused(reason: reason)
      }
      hasPublished = true
      say("trial \(task.trial): published")
    }
    return .done
  }

  private func workplace(_ attempt: AttemptFolder, scratch: ScratchFolder) -> Workplace {
    Workplace(
      runsFolder: attempt.runsFolder, storeFile: scratch.url.appending(path: "earshot.sqlite"),
      cacheFolder: URL(filePath: submission.settings.cacheFolder),
      classFolder: URL(filePath: submission.settings.classFolder), threads: submission.settings.threads,
      checkpointInterval: submission.settings.checkpointInterval)
  }

  /// Brings the furthest state of each of the trial's runs, and returns how many there were.
  private func bringEarlierRuns(
    of entry: SubmissionFile.Entry, into attempt: AttemptFolder, stage: StageFolder, scratch: ScratchFolder
  ) throws -> Int {
    let home = URL(filePath: submission.settings.runsFolder)
    let others = stage.attemptsOfAllStages.filter { $0.url.path != attempt.url.path }
    let folders =
      entry.earlierRuns.map { RunFolder(id: $0, in: home) }
      + others.flatMap { RunFolder.withRows(in: $0.runsFolder) }
    let earlier = EarlierRuns(in: folders, scratch: scratch)
    if earlier.isEmpty { return 0 }
    let store = try RunStore.open(scratch.url.appending(path: "earshot.sqlite"), access: .readWrite)
    return try earlier.bring(to: attempt.runsFolder, home: home, store: store).count
  }

  private func publish(
    _ ending: AttemptResult.Ending, runs: [String], of task: TrialTask, in attempt: AttemptFolder,
    scratch: ScratchFolder
  ) throws {
    let result = AttemptResult(
      sweep: submission.sweep, trial: task.trial, stageEpochs: task.stageEpochs, ending: ending)
    try attempt.publish(result, runs: runs, scratch: scratch)
  }

  /// The digests of the checkpoints of the attempt's runs, by the runs' names.
  private func checkpoints(_ attempt: AttemptFolder) -> [ContentDigest] {
    RunFolder.withRows(in: attempt.runsFolder).compactMap {
      (try? Data(contentsOf: $0.checkpointFile)).map { ContentDigest(of: $0) }
    }
  }
}
