import ExperimentRunner
import ExperimentSchema
import Foundation
import RunStore
import SlurmLauncher
import SweepRunner
import TestSupport
import Testing

@Suite("Trials on a cluster, its clients made up")
struct SlurmTrialLauncherTests {
  private let folder: TemporaryFolder
  private let slurm: FakeSlurm
  private let store: RunStore
  private let sweep: StoredSweep

  init() throws {
    folder = try TemporaryFolder()
    slurm = try FakeSlurm(in: folder.url)
    try FileManager.default.createDirectory(at: folder.runs, withIntermediateDirectories: true)
    store = try RunStore.inMemory()
    sweep = try SlurmFixture.declareSweep(in: store, trials: 6)
  }

  private func launcher(taskCount: Int = 3, trialsPerTask: Int = 1) throws -> SlurmTrialLauncher {
    var settings = SlurmTrialLauncher.Settings(
      runsFolder: folder.runs, cacheFolder: folder.url, classFolder: folder.url, executable: "/earshot",
      checkpointInterval: 10)
    settings.pollInterval = 0
    settings.patience.afterEnd = 0
    settings.patience.afterLoss = 0
    return try SlurmTrialLauncher(
      client: slurm.client(), options: SlurmOptions(taskCount: taskCount, trialsPerTask: trialsPerTask),
      sweep: sweep, store: store, settings: settings)
  }

  /// Begins trials as a controller does, and submits them unless it is killed before.
  @discardableResult
  private func begin(
    _ trials: [Int], by launcher: SlurmTrialLauncher, isKilled: Bool = false
  ) throws -> String {
    let submission = try #require(launcher.submission(ofTaskCount: trials.count))
    let attempts = try store.begin(
      trials.map { RunStore.TrialStart(trial: $0, stageEpochs: nil) }, ofSweep: sweep.id, as: submission,
      at: SlurmFixture.time)
    let tasks = zip(trials, attempts).map { SlurmFixture.task($0, attempt: $1) }
    if !isKilled { try launcher.submit(tasks, as: submission) }
    return submission.jobName
  }

  /// Does what a node would: trains the tasks of submission `number`.
  private func work(submission number: Int, task: Int = 0) throws {
    let file = folder.runs.appending(path: "sweeps/dropout/submissions/0/\(number)/tasks.json")
    _ = try ArrayTask(file: file, environment: ["SLURM_ARRAY_TASK_ID": "\(task)"])
      .perform(stop: StopSignal(), say: { _ in }) { task, place in
        let store = try RunStore.open(place.storeFile, access: .readWrite)
        return .reached(
          runs: [try SlurmFixture.train(task.trial, to: 3, runs: place.runsFolder, store: store)])
      }
  }

  private func show(_ job: String, _ tasks: [(index: Int, state: String, code: Int)]) throws {
    try slurm.answer(
      to: "squeue", tasks.map { "\(job)  \($0.index)  7  \($0.state)  \($0.code)  0  None\n" }.joined())
  }

  /// The events until one ends a trial.
  private func eventsUntilAnEnd(_ launcher: SlurmTrialLauncher) throws -> [TrialEvent] {
    var events: [TrialEvent] = []
    for _ in 0..<20 {
      events += try launcher.waitForEvents()
      if events.contains(where: { if case .ended = $0 { true } else { false } }) { break }
    }
    return events
  }

  private func tasks(_ job: String) throws -> [StoredSubmission.TaskStatus] {
    try store.submissions(ofSweep: sweep.id, isOpen: false).first { $0.jobName == job }?.tasks.map(\.status)
      ?? []
  }

  @Test func `are submitted as one array and come home with their results`() throws {
    let launcher = try launcher()
    #expect(launcher.freeSlotCount == 3)
    let job = try begin([1, 2], by: launcher)
    #expect(launcher.freeSlotCount == 1)
    #expect(slurm.calls(of: "sbatch").count == 1)
    #expect(slurm.calls(of: "sbatch")[0].contains("--array=0-1 --job-name=\(job)"))
    #expect(slurm.input(of: "sbatch").contains("exec '/earshot' sweep task"))
    #expect(try store.submissions(ofSweep: sweep.id, isOpen: true).map(\.jobID) == [7])
    try show(job, [(0, "COMPLETED", 0), (1, "RUNNING", 0)])
    try work(submission: 1, task: 0)
    let events = try eventsUntilAnEnd(launcher)
    #expect(
      events == [
        .started(trial: 1, attempt: 1), .ended(trial: 1, attempt: 1, .reached(runs: ["gen6-tones-s1-f1-1"])),
      ])
    #expect(try tasks(job) == [.collected, .submitted])
    #expect(try store.runDetail("gen6-tones-s1-f1-1").summary.status == .completed)
    #expect(launcher.freeSlotCount == 2)
  }

  @Test func `are no more at once than the cluster's arrays and queue hold`() throws {
    try slurm.answer(to: "scontrol", "MaxArraySize            = 8\nMaxJobCount             = 10000\n")
    #expect(try launcher(taskCount: 50).freeSlotCount == 7)
    #expect(try launcher(taskCount: 50, trialsPerTask: 10).freeSlotCount == 70)
    try slurm.answer(to: "scontrol", "MaxArraySize            = 1001\nMaxJobCount             = 5\n")
    #expect(try launcher(taskCount: 50).freeSlotCount == 5)
  }

  @Test func `share tasks, which are free once all of their trials have ended`() throws {
    let launcher = try launcher(taskCount: 2, trialsPerTask: 2)
    #expect(launcher.freeSlotCount == 4)
    let job = try begin([1, 2, 3], by: launcher)
    #expect(slurm.calls(of: "sbatch")[0].contains("--array=0-1"))
    #expect(launcher.freeSlotCount == 0)
    try show(job, [(0, "RUNNING", 0), (1, "RUNNING", 0)])
    try work(submission: 1, task: 1)
    _ = try eventsUntilAnEnd(launcher)
    #expect(launcher.freeSlotCount == 2)
  }

  @Test func `are lost when their task ends without a result, with its last words`() throws {
    let launcher = try launcher()
    let job = try begin([1], by: launcher)
    try Data("trial 1: attempt-1-0\nearshot: the disk is full\n".utf8)
      .write(to: folder.runs.appending(path: "sweeps/dropout/submissions/0/1/0.log"))
    try show(job, [(0, "FAILED", 256)])
    let events = try eventsUntilAnEnd(launcher)
    #expect(
      events == [
        .ended(
          trial: 1, attempt: 1,
          .lost(reason: "Slurm says FAILED, exit code 1; its log ends: earshot: the disk is full"))
      ])
    #expect(try tasks(job) == [.lost])
  }

  @Test func `are lost when their result is damaged, and tried again as if it were not there`() throws {
    let launcher = try launcher()
    let job = try begin([1], by: launcher)
    try work(submission: 1)
    let rows = folder.runs.appending(
      path: "sweeps/dropout/attempts/0/1/stage-all/attempt-1-0/runs/gen6-tones-s1-f1-1/run.sqlite")
    var bytes = try Data(contentsOf: rows)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: rows)
    try show(job, [(0, "COMPLETED", 0)])
    let events = try eventsUntilAnEnd(launcher)
    #expect(
      events.contains {
        if case .warning(let text) = $0 { text.contains("published were") } else { false }
      })
    #expect(events.last == .ended(trial: 1, attempt: 1, .lost(reason: "Slurm says COMPLETED")))
    try store.release(trial: 1, ofSweep: sweep.id, isLoss: true, reason: nil)
    let second = try begin([1], by: launcher)
    try show(second, [(0, "COMPLETED", 0)])
    try work(submission: 2)
    #expect(
      try eventsUntilAnEnd(launcher).last
        == .ended(trial: 1, attempt: 2, .reached(runs: ["gen6-tones-s1-f1-1"])))
  }

  @Test func `wait while Slurm does not answer, and are submitted once`() throws {
    let launcher = try launcher()
    let silence = "Unable to contact slurm controller (connect failure)"
    for client in ["sbatch", "squeue"] { try slurm.answer(to: client, "", messages: silence, status: 1) }
    try begin([1], by: launcher)
    #expect(launcher.freeSlotCount == 0)
    #expect(try launcher.waitForEvents().isEmpty)
    #expect(try store.submissions(ofSweep: sweep.id, isOpen: true).map(\.jobID) == [nil])
    try slurm.answer(to: "squeue", "")
    try slurm.answer(to: "sbatch", "9\n")
    #expect(try launcher.waitForEvents() == [.warning("Slurm answers again.")])
    #expect(try store.submissions(ofSweep: sweep.id, isOpen: true).map(\.jobID) == [9])
    #expect(slurm.calls(of: "sbatch").count == 2)
  }

  @Test func `are let go where Slurm holds them, and started where it delays them`() throws {
    let launcher = try launcher()
    let job = try begin([1, 2], by: launcher)
    try slurm.answer(
      to: "squeue",
      "\(job) 0 7 PENDING 0 1 BeginTime\n\(job) 1 7 PENDING 0 0 launch failed requeued held\n")
    for _ in 0..<3 { _ = try launcher.waitForEvents() }
    #expect(
      slurm.calls(of: "scontrol").filter { !$0.hasPrefix("show") } == [
        "update jobid=7_0 StartTime=now", "release 7_1",
      ])
  }

  @Test func `that saved themselves and were not put back are submitted in their place`() throws {
    let launcher = try launcher()
    let job = try begin([1, 2], by: launcher)
    try show(job, [(0, "RUNNING", 0), (1, "FAILED", 75 << 8)])
    try slurm.answer(to: "sbatch", "8\n")
    for _ in 0..<3 where slurm.calls(of: "sbatch").count < 2 { #expect(try launcher.waitForEvents().isEmpty) }
    #expect(slurm.calls(of: "sbatch").last?.contains("--array=1-1 --job-name=\(job)") == true)
    try slurm.answer(
      to: "squeue",
      "\(job) 0 7 RUNNING 0 0 None\n\(job) 1 7 FAILED 19200 0 None\n\(job) 1 8 RUNNING 0 0 None\n")
    #expect(try launcher.waitForEvents().isEmpty)
    #expect(slurm.calls(of: "sbatch").count == 2)
  }

  @Test func `that were put back while their first copy went on are withdrawn once it is done`() throws {
    let launcher = try launcher()
    let job = try begin([1, 2], by: launcher)
    try show(job, [(0, "PENDING", 0), (1, "RUNNING", 0)])
    _ = try launcher.waitForEvents()
    try work(submission: 1, task: 0)
    try work(submission: 1, task: 1)
    _ = try eventsUntilAnEnd(launcher)
    #expect(slurm.calls(of: "scancel") == ["7_0"])
  }

  @Test func `are withdrawn or saved when the sweep is stopped`() throws {
    let launcher = try launcher()
    let job = try begin([1, 2], by: launcher)
    try show(job, [(0, "RUNNING", 0), (1, "PENDING", 0)])
    launcher.stop()
    #expect(launcher.freeSlotCount == 0)
    #expect(try launcher.waitForEvents().isEmpty)
    #expect(slurm.calls(of: "scancel") == ["--batch --signal=TERM 7_0", "7_1"])
    try show(job, [(0, "FAILED", 143 << 8), (1, "CANCELLED", 0)])
    var events: [TrialEvent] = []
    for _ in 0..<10 where events.count < 2 { events += try launcher.waitForEvents() }
    #expect(
      events == [.ended(trial: 1, attempt: 1, .interrupted), .ended(trial: 2, attempt: 1, .interrupted)])
  }

  // MARK: After a kill of the controller

  @Test func `are taken up by the next controller, and nothing is submitted twice`() throws {
    let job = try begin([1, 2], by: launcher())
    try work(submission: 1, task: 1)
    let next = try launcher()
    try show(job, [(0, "RUNNING", 0), (1, "COMPLETED", 0)])
    #expect(try next.recover([SlurmFixture.task(1), SlurmFixture.task(2)]) == [1, 2])
    #expect(
      try eventsUntilAnEnd(next).last
        == .ended(trial: 2, attempt: 1, .reached(runs: ["gen6-tones-s1-f1-2"])))
    #expect(slurm.calls(of: "sbatch").count == 1)
  }

  @Test func `that were noted and never submitted are given out anew`() throws {
    try begin([1], by: launcher(), isKilled: true)
    let next = try launcher()
    #expect(try next.recover([SlurmFixture.task(1)]).isEmpty)
  }

  @Test func `whose results were taken and not yet judged are told of again`() throws {
    let first = try launcher()
    let job = try begin([1], by: first)
    try show(job, [(0, "COMPLETED", 0)])
    try work(submission: 1)
    let told = try eventsUntilAnEnd(first)
    let next = try launcher()
    #expect(try next.recover([SlurmFixture.task(1)]) == [1])
    #expect(try eventsUntilAnEnd(next) == told)
  }
}
