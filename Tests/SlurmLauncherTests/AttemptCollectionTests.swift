import ExperimentRunner
import ExperimentSchema
import Foundation
import RunStore
import SlurmLauncher
import TestSupport
import Testing

@Suite("Bringing attempts home")
struct AttemptCollectionTests {
  private let folder: TemporaryFolder
  private let scratch: ScratchFolder
  private let home: RunStore
  private let stage: StageFolder

  init() throws {
    folder = try TemporaryFolder()
    scratch = try ScratchFolder()
    try FileManager.default.createDirectory(at: folder.runs, withIntermediateDirectories: true)
    home = try RunStore.inMemory()
    stage = StageFolder(
      sweepFolder: folder.runs.appending(path: "sweeps/dropout"), trial: 1, epochs: nil)
  }

  private var collection: AttemptCollection {
    AttemptCollection(sweep: "dropout", runsFolder: folder.runs, store: home, scratch: scratch)
  }

  /// Publishes an attempt whose runs have come to `epochs`.
  @discardableResult
  private func publish(
    submission: Int = 1, seeds: [UInt64] = [1], epochs: Int = 3, trial: Int = 1
  ) throws -> AttemptFolder {
    let attempt = try stage.claim(AttemptIdentity(submission: submission, restart: 0))
    let store = try RunStore.inMemory()
    let runs = try seeds.map { seed in
      try SlurmFixture.train(
        trial, to: epochs, seed: seed, id: "run-\(submission)-\(seed)",
        as: epochs < 3 ? .interrupted : .completed, runs: attempt.runsFolder, store: store)
    }
    try attempt.publish(
      AttemptResult(sweep: "dropout", trial: trial, stageEpochs: nil, ending: .reached), runs: runs,
      scratch: scratch)
    return attempt
  }

  private func collect() throws -> AttemptCollection.Outcome {
    try collection.collect(trial: 1, epochs: nil, in: stage)
  }

  private func weights(_ run: String) -> String? {
    try? String(
      contentsOf: folder.runs.appending(path: "\(run)/model.safetensors"), encoding: .utf8)
  }

  private func rows(_ attempt: AttemptFolder, _ run: String) -> URL {
    RunFolder(id: run, in: attempt.runsFolder).rowsFile
  }

  @Test func `puts rows into the store and folders among the runs`() throws {
    let attempt = try publish(seeds: [1, 2])
    let outcome = try collect()
    #expect(outcome.result?.runs.map(\.id) == ["run-1-1", "run-1-2"])
    #expect(try home.runSummaries().map(\.status) == [.completed, .completed])
    #expect(weights("run-1-1") == "weights after 3")
    #expect(try FileManager.default.contentsOfDirectory(atPath: attempt.runsFolder.path).isEmpty)
  }

  @Test func `again changes nothing`() throws {
    try publish(seeds: [1, 2])
    let first = try collect()
    let second = try collect()
    #expect(first.result == second.result)
    #expect(try home.runSummaries().count == 2)
    #expect(weights("run-1-2") == "weights after 3")
  }

  @Test func `takes the first of two copies, whichever ends last`() throws {
    try publish(submission: 2)
    try publish(submission: 1)
    #expect(try collect().result?.runs.map(\.id) == ["run-1-1"])
    #expect(try home.runSummaries().map(\.id) == ["run-1-1"])
  }

  @Test func `finds nothing where nothing is published, whatever lies about`() throws {
    let attempt = try stage.claim(AttemptIdentity(submission: 1, restart: 0))
    try SlurmFixture.train(1, to: 3, runs: attempt.runsFolder, store: RunStore.inMemory())
    try Data("half".utf8).write(to: attempt.url.appending(path: ".result.json.17.4711.tmp"))
    let outcome = try collect()
    #expect(outcome.result == nil && outcome.refused.isEmpty)
    #expect(try home.runSummaries().isEmpty)
  }

  @Test func `leaves out a truncated result and takes the next attempt`() throws {
    let attempt = try publish(submission: 1)
    try publish(submission: 2)
    try Data(contentsOf: attempt.resultFile).prefix(100).write(to: attempt.resultFile)
    let outcome = try collect()
    #expect(outcome.refused.count == 1)
    #expect(
      outcome.refused.first.map { "\($0)".contains("attempt-1-0: result.json: found 100 bytes") } == true)
    #expect(outcome.result?.runs.map(\.id) == ["run-2-1"])
  }

  @Test(.tags(.property)) func `leaves out rows that are not what was published`() throws {
    let attempt = try publish()
    let file = rows(attempt, "run-1-1")
    let whole = try Data(contentsOf: file)
    for place in stride(from: 0, to: whole.count, by: 997) {
      var damaged = whole
      damaged[place] ^= 1
      try damaged.write(to: file)
      let outcome = try collect()
      #expect(outcome.result == nil && outcome.refused.count == 1, "byte \(place)")
    }
    try whole.prefix(whole.count / 2).write(to: file)
    #expect(try collect().result == nil)
    #expect(try home.runSummaries().isEmpty)
    #expect(weights("run-1-1") == nil)
    try whole.write(to: file)
    #expect(try collect().result != nil)
  }

  @Test func `leaves out the result of another trial`() throws {
    try publish(trial: 2)
    let outcome = try collect()
    #expect(outcome.result == nil)
    #expect(outcome.refused.first.map { "\($0)".contains("found trial 2 of sweep dropout") } == true)
  }

  @Test func `goes on after a kill between rows and folders`() throws {
    let attempt = try publish(seeds: [1, 2])
    let rows = try LocalRows(of: "run-1-1", in: rows(attempt, "run-1-1"), scratch: scratch.url)
    _ = try home.merge(from: rows.store)
    #expect(try collect().result != nil)
    #expect(try home.runSummaries().count == 2)
    #expect(weights("run-1-1") != nil && weights("run-1-2") != nil)
  }

  @Test func `goes on after a kill between two folders`() throws {
    let attempt = try publish(seeds: [1, 2])
    try FileManager.default.moveItem(
      at: attempt.runsFolder.appending(path: "run-1-1"), to: folder.runs.appending(path: "run-1-1"))
    #expect(try collect().result != nil)
    #expect(try home.runSummaries().count == 2)
  }

  @Test func `replaces the run of an earlier stage, also after a kill in between`() throws {
    for isKilled in [false, true] {
      let seed: UInt64 = isKilled ? 2 : 1
      let id = "run-7-\(seed)"
      // What the stage before has left at home.
      let store = try RunStore.inMemory()
      try SlurmFixture.train(
        1, to: 2, seed: seed, id: id, as: .interrupted, runs: folder.runs, store: store)
      _ = try home.merge(from: store)
      let attempt = try stage.claim(AttemptIdentity(submission: isKilled ? 6 : 7, restart: 0))
      let other = try RunStore.inMemory()
      _ = try other.merge(from: store)
      try SlurmFixture.train(1, to: 3, seed: seed, id: id, runs: attempt.runsFolder, store: other)
      try attempt.publish(
        AttemptResult(sweep: "dropout", trial: 1, stageEpochs: nil, ending: .reached), runs: [id],
        scratch: scratch)
      if isKilled {
        try FileManager.default.moveItem(
          at: folder.runs.appending(path: id), to: attempt.url.appending(path: "earlier-\(id)"))
      }
      #expect(try collect().result != nil)
      #expect(try home.runDetail(id).summary.status == .completed)
      #expect(weights(id) == "weights after 3")
      #expect(
        !FileManager.default.fileExists(atPath: attempt.url.appending(path: "earlier-\(id)").path))
    }
  }
}
