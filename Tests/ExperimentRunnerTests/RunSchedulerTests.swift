import ContentDigest
import ExperimentRunner
import ExperimentSchema
import Foundation
import NeuralNetworks
import RunStore
import Synchronization
import Testing
import Training

@Suite("Run scheduler: runs that are stopped, go on and diverge")
struct RunSchedulerTests {
  /// A folder of runs, its store, and sessions on them.
  private final class Ground {
    let folder: TemporaryFolder
    let store: RunStore
    let features: FeatureLibrary

    init(features: FeatureLibrary? = nil) throws {
      folder = try TemporaryFolder()
      store = try RunStore.inMemory()
      self.features = try features ?? RunFixture.features()
    }

    /// Trains `tasks`, and asks to stop at the look at the clock of this number: every update looks once.
    func perform(
      _ tasks: [RunTask], stoppingAtLook last: Int = .max, checkpointInterval: Double = 1e9,
      clock: RunClock = .system, report: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) -> [RunResult] {
      let stop = StopSignal()
      var session = session(stop: stop, checkpointInterval: checkpointInterval, report: report)
      let looks = Atomic(0)
      session.clock = RunClock(
        date: clock.date,
        seconds: {
          if looks.wrappingAdd(1, ordering: .relaxed).newValue == last { stop.set() }
          return clock.seconds()
        })
      return RunScheduler.perform(tasks, features: features, session: session, jobs: 1)
    }

    func session(
      stop: StopSignal = StopSignal(), checkpointInterval: Double = 1e9,
      report: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) -> RunSession {
      RunSession(
        runsFolder: folder.url, store: store, threads: 1, stop: stop, checkpointInterval: checkpointInterval,
        report: report)
    }

    func summary(_ result: RunResult) throws -> RunSummary {
      try store.runDetail(try #require(result.id)).summary
    }

    /// The digest of the weights that a run ended with.
    func weights(_ result: RunResult) throws -> ContentDigest {
      let artifacts = try store.runDetail(try #require(result.id)).artifacts
      let model = try Data(contentsOf: folder.url.appending(path: "\(try #require(result.id))/model.json"))
      #expect(artifacts.contains { $0.path == "model.safetensors" })
      let document = try ModelDocument(text: String(decoding: model, as: UTF8.self), source: "model.json")
      return try #require(ContentDigest(hexadecimal: document.weightsDigest))
    }
  }

  // MARK: Going on

  @Test func `what was cut short goes on where it was, and what finished runs answer is left out`() throws {
    let ground = try Ground()
    let runs = try RunFixture.runs(seeds: [1, 2, 3], epochs: 20)
    _ = ground.perform([.new(runs[0])])
    let stopped = try #require(ground.perform([.new(runs[1])], stoppingAtLook: 30).first)
    #expect(try ground.summary(stopped).status == .interrupted)
    let needed = try ground.session().needed(of: runs)
    #expect(needed.answeredCount == 1 && needed.resumedCount == 1 && needed.busyCount == 0)
    #expect(needed.tasks.map(\.run.seed) == [2, 3])
    let results = ground.perform(needed.tasks)
    #expect(results[0].id == stopped.id)
    #expect(try results.map { try ground.summary($0).status } == [.completed, .completed])
    let unbroken = try #require(ground.perform([.new(runs[1])]).first)
    #expect(try ground.weights(results[0]) == ground.weights(unbroken))
  }

  @Test func `a run that another holds is left to it`() throws {
    let ground = try Ground()
    let runs = try RunFixture.runs(seeds: [1], epochs: 20)
    _ = ground.perform([.new(runs[0])], stoppingAtLook: 30)
    let first = try ground.session().needed(of: runs)
    #expect(first.resumedCount == 1)
    let second = try ground.session().needed(of: runs)
    #expect(second.busyCount == 1 && second.tasks.isEmpty)
    withExtendedLifetime(first) {}
  }

  @Test func `a run that failed for a reason of its own begins anew`() throws {
    let ground = try Ground()
    let runs = try RunFixture.runs(seeds: [1], epochs: 20)
    let stopped = try #require(ground.perform([.new(runs[0])], stoppingAtLook: 30).first)
    let id = try #require(stopped.id)
    let owner = RunOwner(bootID: "another", processID: 1, startTime: 0)
    try ground.store.begin(id, at: Date(), fence: ground.store.claim(run: id, owner: owner))
    try ground.store.abandon(id, as: .failed, reason: "no room", at: Date())
    let needed = try ground.session().needed(of: runs)
    #expect(needed.resumedCount == 0 && needed.tasks.count == 1)
  }

  @Test func `time and processor time are sums over the stretches`() throws {
    let ground = try Ground()
    let runs = try RunFixture.runs(seeds: [1], epochs: 20)
    // A clock on which every look takes a second.
    let ticks = Mutex(0.0)
    let clock = RunClock(
      date: { Date() },
      seconds: {
        ticks.withLock {
          $0 += 1
          return $0
        }
      })
    let stopped = try #require(
      ground.perform([.new(runs[0])], stoppingAtLook: 30, clock: clock).first)
    let first = try ground.summary(stopped)
    let needed = try ground.session().needed(of: runs)
    let ended = try #require(ground.perform(needed.tasks, clock: clock).first)
    let whole = try ground.summary(ended)
    let unbroken = try ground.summary(
      try #require(ground.perform([.new(runs[0])], clock: clock).first))
    let (before, all, alone) = try (
      #require(first.seconds), #require(whole.seconds), #require(unbroken.seconds)
    )
    #expect(before > 0)
    // Every update looks at the clock once: the stretches together look as often, but for their ends.
    #expect(abs(all - alone) < 10, "\(before), \(all), \(alone)")
    #expect(all > before)
    #expect(try #require(whole.cpuSeconds) > (try #require(first.cpuSeconds)))
  }

  @Test func `epochs computed again must have the bits that are stored`() throws {
    let ground = try Ground()
    let runs = try RunFixture.runs(seeds: [1], epochs: 20)
    let stopped = try #require(
      ground.perform([.new(runs[0])], stoppingAtLook: 30, checkpointInterval: 0).first)
    let file = RunFolder(id: try #require(stopped.id), in: ground.folder.url).checkpointFile
    // Another weight, as another binary would have computed it, and an earlier place: the next epochs are stored.
    var checkpoint = try Checkpoint(from: file)
    try #require(checkpoint.position.epoch > 0)
    checkpoint.position = .start(ofEpoch: 0)
    checkpoint.parameters[0].values[0] += 0.5
    try checkpoint.write(to: file)
    let needed = try ground.session().needed(of: runs)
    let result = try #require(ground.perform(needed.tasks).first)
    let summary = try ground.summary(result)
    #expect(summary.status == .failed)
    #expect(
      summary.reason?.contains("epoch 1 was computed again and differs") == true, "\(summary.reason ?? "")")
    #expect(summary.reason?.contains("Start a new run instead of resuming this one.") == true)
  }

  @Test func `a run that goes on under other conditions says so, once to the user and once to its log`()
    throws
  {
    let ground = try Ground()
    let runs = try RunFixture.runs(seeds: [1], epochs: 20)
    let stopped = try #require(ground.perform([.new(runs[0])], stoppingAtLook: 30).first)
    let folder = ground.folder.url.appending(path: try #require(stopped.id))
    let provenance = folder.appending(path: "provenance.json")
    let text = try String(contentsOf: provenance, encoding: .utf8)
      .replacingOccurrences(of: "\"processor\" : \"", with: "\"processor\" : \"another ")
    try Data(text.utf8).write(to: provenance)
    let warnings = Mutex<[String]>([])
    let needed = try ground.session().needed(of: runs)
    _ = ground.perform(needed.tasks) { event in
      if case .warning(let text) = event { warnings.withLock { $0.append(text) } }
    }
    let told = warnings.withLock(\.self)
    #expect(told.count == 1 && told[0].contains("machine.processor: the run had another "), "\(told)")
    let log = try String(contentsOf: folder.appending(path: "log.jsonl"), encoding: .utf8)
    #expect(log.contains("\"event\":\"conditions changed\""))
  }

  @Test func `a process that was thought dead and is not can store nothing more`() throws {
    let ground = try Ground()
    let runs = try RunFixture.runs(seeds: [1], epochs: 20)
    // While the first process trains, another one has taken its run for lost and claimed it.
    let isTaken = Atomic(false)
    let store = ground.store
    let clock = RunClock(
      date: { Date() },
      seconds: {
        if let run = try? store.runSummaries().first, run.epochs >= 2,
          !isTaken.exchange(true, ordering: .relaxed)
        {
          try? store.abandon(run.id, as: .lost, reason: "its process is gone", at: Date())
          _ = try? store.claim(run: run.id, owner: RunOwner(bootID: "another", processID: 1, startTime: 0))
        }
        return RunClock.system.seconds()
      })
    let result = try #require(ground.perform([.new(runs[0])], checkpointInterval: 0, clock: clock).first)
    guard case .failed(let reason) = result.status else {
      Issue.record("it ended as \(result.status)")
      return
    }
    #expect(reason.contains("another process"), "\(reason)")
    let summary = try ground.summary(result)
    #expect(summary.status == .lost)
    #expect((2...4).contains(summary.epochs), "\(summary.epochs)")
  }

  // MARK: Ends

  @Test func `a run that diverges keeps its last finite checkpoint`() throws {
    // The weights overflow before the loss does: features are small, and ten updates reach what Float holds.
    let ground = try Ground(features: RunFixture.features(scale: 1e-3))
    let run = try RunFixture.runs(seeds: [1], epochs: 50, learningRate: 3e37)[0]
    let result = try #require(ground.perform([.new(run)], checkpointInterval: 0).first)
    #expect(try ground.summary(result).status == .diverged)
    let checkpoint = try Checkpoint(
      from: RunFolder(id: try #require(result.id), in: ground.folder.url).checkpointFile)
    #expect(checkpoint.isFinite)
    #expect(checkpoint.updateCount > 0)
  }

  @Test func `a clock that goes back changes no result, no order and no duration`() throws {
    let ground = try Ground()
    let runs = try RunFixture.runs(seeds: [1, 2], epochs: 5)
    let dates = Mutex(Date(timeIntervalSince1970: 1_790_000_000))
    let clock = RunClock(
      date: {
        dates.withLock {
          $0 -= 3600
          return $0
        }
      }, seconds: RunClock.system.seconds)
    let results = ground.perform(runs.map { .new($0) }, checkpointInterval: 0, clock: clock)
    let usual = ground.perform(runs.map { .new($0) })
    for (result, other) in zip(results, usual) {
      let summary = try ground.summary(result)
      #expect(summary.status == .completed)
      #expect(try #require(summary.seconds) >= 0)
      #expect(try #require(summary.endedAt) < summary.createdAt, "the clock did go back")
      #expect(try ground.weights(result) == ground.weights(other))
    }
    let newest = try ground.store.runSummaries(sort: .newestFirst, limit: nil)
    #expect(newest.map(\.id) == [usual[1], usual[0], results[1], results[0]].compactMap(\.id))
  }

  @Test func `a clock that leaps an hour, as over a laptop's sleep, only makes a checkpoint due`() throws {
    let ground = try Ground()
    let run = try RunFixture.runs(seeds: [1], epochs: 5)[0]
    let seconds = Mutex(0.0)
    let clock = RunClock(
      date: { Date() },
      seconds: {
        seconds.withLock {
          $0 += 3600
          return $0
        }
      })
    let result = try #require(ground.perform([.new(run)], checkpointInterval: 10, clock: clock).first)
    let usual = try #require(ground.perform([.new(run)]).first)
    #expect(try ground.summary(result).status == .completed)
    #expect(try ground.weights(result) == ground.weights(usual))
  }
}
