import ExperimentRunner
import ExperimentSchema
import Foundation
import RunStore
import SlurmLauncher
import SweepRunner
import TestSupport
import Testing

@Suite("A task of a job")
struct ArrayTaskTests {
  private let folder: TemporaryFolder
  private let file: URL

  init() throws {
    folder = try TemporaryFolder()
    file = folder.url.appending(path: "tasks.json")
    try FileManager.default.createDirectory(at: folder.runs, withIntermediateDirectories: true)
    try SubmissionFile(
      sweep: "dropout", number: 4,
      settings: .init(
        runsFolder: folder.runs.path, cacheFolder: "/cache", classFolder: "/classes", threads: 2,
        checkpointInterval: 10),
      tasks: [[.init(task: SlurmFixture.task(1)), .init(task: SlurmFixture.task(2))], []]
    ).write(to: file)
  }

  private func perform(
    restart: Int? = nil, stop: StopSignal = StopSignal(),
    _ work: (TrialTask, ArrayTask.Workplace) throws -> TrialEnding
  ) throws -> ArrayTask.Ending {
    var environment = ["SLURM_ARRAY_TASK_ID": "0"]
    if let restart { environment["SLURM_RESTART_COUNT"] = "\(restart)" }
    return try ArrayTask(file: file, environment: environment).perform(stop: stop, say: { _ in }, work: work)
  }

  private func train(_ task: TrialTask, _ place: ArrayTask.Workplace) throws -> TrialEnding {
    let store = try RunStore.open(place.storeFile, access: .readWrite)
    let id = try SlurmFixture.train(task.trial, to: 3, runs: place.runsFolder, store: store)
    return .reached(runs: [id])
  }

  private func attempts(_ trial: Int) -> [AttemptFolder] {
    StageFolder(sweepFolder: folder.runs.appending(path: "sweeps/dropout"), trial: trial, epochs: nil)
      .attempts
  }

  @Test func `trains its trials one after the other and publishes each`() throws {
    var trained: [Int] = []
    let ending = try perform { task, place in
      trained.append(task.trial)
      #expect(place.threads == 2 && place.cacheFolder.path == "/cache")
      return try train(task, place)
    }
    #expect(ending == .done)
    #expect(trained == [1, 2])
    for trial in [1, 2] {
      let attempt = try #require(attempts(trial).first)
      #expect(attempt.identity == AttemptIdentity(submission: 4, restart: 0))
      #expect(attempt.heartbeat?.hasPrefix("beat 1\n") == true)
      let rows = try #require(try attempt.result().runs.first?.rows)
      #expect(rows.epochCount == 3)
    }
  }

  @Test func `started again leaves out what is published`() throws {
    _ = try perform { task, place in
      if task.trial == 2 { return .refused(reason: "no space") }
      return try train(task, place)
    }
    var trained: [Int] = []
    let ending = try perform(restart: 1) { task, place in
      trained.append(task.trial)
      return try train(task, place)
    }
    #expect(ending == .done)
    #expect(trained == [2])
    #expect(attempts(2).map(\.identity.name) == ["attempt-4-0", "attempt-4-1"])
    #expect(attempts(2).map(\.isPublished) == [false, true])
  }

  @Test func `goes on from the runs of an earlier attempt`() throws {
    _ = try perform { task, place in
      let store = try RunStore.open(place.storeFile, access: .readWrite)
      try SlurmFixture.train(
        task.trial, to: 2, as: .interrupted, runs: place.runsFolder, store: store)
      return .interrupted
    }
    _ = try perform(restart: 1) { task, place in
      if task.trial == 1 {
        let store = try RunStore.open(place.storeFile, access: .readOnly)
        #expect(try store.runSummaries().map(\.epochs) == [2])
      }
      return .interrupted
    }
  }

  @Test func `that is asked to stop says whether anything is saved`() throws {
    let empty = try perform { _, _ in .interrupted }
    #expect(empty == .stoppedEmpty)
    let saved = try perform { task, place in
      let store = try RunStore.open(place.storeFile, access: .readWrite)
      let id = try SlurmFixture.train(
        task.trial, to: 1, as: .interrupted, runs: place.runsFolder, store: store)
      try Data("parameters".utf8).write(to: RunFolder(id: id, in: place.runsFolder).checkpointFile)
      return .interrupted
    }
    #expect(saved == .stopped)
    #expect(attempts(1).allSatisfy { !$0.isPublished })
  }

  @Test func `publishes that a trial diverged or cannot be trained`() throws {
    _ = try perform { task, place in
      if task.trial == 2 { return .failed(reason: "a shape that does not fit") }
      let store = try RunStore.open(place.storeFile, access: .readWrite)
      let id = try SlurmFixture.train(1, to: 2, as: .diverged, runs: place.runsFolder, store: store)
      return .diverged(run: id, reason: "not finite")
    }
    let first = try #require(try attempts(1).first?.result())
    #expect(first.ending == .diverged(run: "gen6-tones-s1-f1-1", reason: "not finite"))
    #expect(first.runs.count == 1)
    #expect(try attempts(2).first?.result().ending == .failed(reason: "a shape that does not fit"))
  }

  @Test func `knows no place without Slurm's variables, or outside its job`() {
    #expect(throws: ArrayTaskError.self) { try ArrayTask(file: file, environment: [:]) }
    #expect(throws: ArrayTaskError.self) {
      try ArrayTask(file: file, environment: ["SLURM_ARRAY_TASK_ID": "2"])
    }
    #expect(throws: ArrayTaskError.self) {
      try ArrayTask(file: folder.url, environment: ["SLURM_ARRAY_TASK_ID": "0"])
    }
  }
}
