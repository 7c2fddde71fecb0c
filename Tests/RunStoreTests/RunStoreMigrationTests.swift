import ContentDigest
import ExperimentSchema
import Foundation
import GRDB
import RunStore
import Testing

@Suite("Run store: databases frozen at every released schema")
struct RunStoreMigrationTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func thaw(_ name: String) throws {
    let dump = try String(
      contentsOf: Bundle.module.bundleURL.appending(path: "Frozen/\(name).sql"), encoding: .utf8)
    try DatabaseQueue(path: folder.store.path).writeWithoutTransaction { try $0.execute(sql: dump) }
  }

  @Test(arguments: ["v1", "v2", "v3", "v4"]) func `opens and reads as it was written`(version: String) throws
  {
    try thaw(version)
    let store = try RunStore.open(folder.store, access: .readWrite)
    let detail = try store.runDetail("frozen-1")
    #expect(detail.summary.status == .completed && detail.summary.validationAccuracy == 0.6)
    #expect(detail.predictions.map(\.probabilities) == [[0.25, 0.75]])
    let losses = try store.learningCurve(run: "frozen-1", metric: .trainLoss).map(\.value)
    #expect(losses.first?.isNaN == true)
    #expect(losses.dropFirst() == [.infinity, 0.125])
    try store.create(StoreFixture.run("new", seed: 9))
    let later = version == "v4" ? ["frozen-3"] : []
    #expect(try store.runSummaries().map(\.id) == ["new"] + later + ["frozen-2", "frozen-1"])
  }

  @Test func `a store of the first release gains what the second keeps`() throws {
    try thaw("v1")
    let older = RunStoreError.olderSchema(
      file: folder.store.standardizedFileURL, missing: ["v2", "v3", "v4"])
    #expect(throws: older) {
      try RunStore.open(folder.store, access: .readOnly)
    }
    let store = try RunStore.open(folder.store, access: .readWrite)
    #expect(try store.runDetail("frozen-1").sources == [:])
    try store.register(StoreFixture.corpus)
    #expect(try store.runDetail("frozen-1").sources == ["clip1.wav": "recording 0"])
    #expect(try store.newestClaim(onRun: "frozen-1") == nil)
    let digests = try DatabaseQueue(path: folder.store.path).read {
      try Int.fetchOne($0, sql: "SELECT count(*) FROM epochDigest")
    }
    #expect(digests == 0)
  }

  @Test(arguments: ["v1", "v2"]) func `a store of an earlier release takes sweeps`(version: String) throws {
    try thaw(version)
    let store = try RunStore.open(folder.store, access: .readWrite)
    let sweep = try SweepFixture.begin(in: store, trials: 1)
    try store.begin([.init(trial: 1, stageEpochs: nil)], ofSweep: sweep, at: StoreFixture.time)
    try store.end(
      trial: 1, ofSweep: sweep, TrialEnd(.completed, values: [SweepFixture.value(0.5)], runs: ["frozen-1"]),
      at: StoreFixture.time)
    #expect(try store.runs(ofTrial: 1, ofSweep: sweep) == ["frozen-1"])
  }

  @Test func `a frozen sweep is there, and goes on`() throws {
    try thaw("v3")
    let store = try RunStore.open(folder.store, access: .readWrite)
    let sweep = try store.sweep(named: "dropout")
    let trials = try store.trials(ofSweep: sweep.id)
    #expect(trials.map(\.status) == [.completed, .paused, .waiting])
    #expect(trials[0].value(ofObjective: 0)?.mean == 0.6 && trials[1].value(ofObjective: 0)?.epoch == 1)
    #expect(try store.runs(ofTrial: 1, ofSweep: sweep.id) == ["frozen-1"])
    #expect(try store.submissions(ofSweep: sweep.id, isOpen: true).map(\.jobName) == ["dropout-1"])
    try store.begin([.init(trial: 2, stageEpochs: nil)], ofSweep: sweep.id, at: StoreFixture.time)
  }

  @Test(arguments: ["v1", "v2", "v3"])
  func `a store of an earlier release learns which classes are heard`(version: String) throws {
    try thaw(version)
    let store = try RunStore.open(folder.store, access: .readWrite)
    #expect(try store.runDetail("frozen-1").heard == [:])
    var corpus = StoreFixture.corpus
    for index in corpus.examples.indices { corpus.examples[index].heard = [0, 1] }
    try store.register(corpus)
    #expect(try store.runDetail("frozen-1").heard == ["clip1.wav": [0, 1]])
  }

  @Test func `classes that are heard are there as they were frozen`() throws {
    try thaw("v4")
    let store = try RunStore.open(folder.store, access: .readOnly)
    #expect(try store.runDetail("frozen-3").heard == ["clip1.wav": [0, 1], "clip2.wav": [1]])
    #expect(try store.runDetail("frozen-1").heard == [:])
  }

  @Test func `the schema of today is the frozen one`() throws {
    try thaw("v4")
    func schema(_ file: URL) throws -> [String] {
      try DatabaseQueue(path: file.path).read {
        try String.fetchAll(
          $0,
          sql:
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name")
      }
    }
    let frozen = try schema(folder.store)
    let today = folder.url.appending(path: "today.sqlite")
    _ = try RunStore.open(today, access: .readWrite)
    #expect(try schema(today) == frozen)
  }

  /// Writes the frozen database of the newest schema: `EARSHOT_FREEZE=FILE swift test --filter freeze`.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["EARSHOT_FREEZE"] != nil))
  func freeze() throws {
    let path = try #require(ProcessInfo.processInfo.environment["EARSHOT_FREEZE"])
    let store = try RunStore.open(URL(filePath: path), access: .readWrite)
    try StoreFixture.begin(["frozen-1", "frozen-2"], in: store)
    for (epoch, loss, accuracy) in [(1, Double.nan, 0.4), (2, .infinity, 0.7), (3, 0.125, 0.6)] {
      try store.record(epochs: [
        EpochRecord(
          run: "frozen-1", epoch: epoch,
          metrics: [.init(.trainLoss, loss), .init(.validationAccuracy, accuracy)])
      ])
    }
    var outcome = StoreFixture.outcome(.completed)
    outcome.predictions = [
      Prediction(clip: "clip1.wav", split: .validation, label: 1, probabilities: [0.25, 0.75])
    ]
    outcome.artifacts = [
      Artifact(path: "model.safetensors", digest: StoreFixture.corpus.digest, byteCount: 7)
    ]
    try store.finish("frozen-1", outcome)
    try store.tag("frozen-1", "kept")
    _ = try store.claim(run: "frozen-2", owner: RunOwner(bootID: "a boot", processID: 7, startTime: 11))
    let sweep = try SweepFixture.begin(in: store, trials: 3)
    try store.begin([.init(trial: 1, stageEpochs: nil)], ofSweep: sweep, at: StoreFixture.time)
    try store.begin(
      [.init(trial: 2, stageEpochs: 1)], ofSweep: sweep,
      as: SubmissionRecord(jobName: "dropout-1", arrayIndices: [0]), at: StoreFixture.time)
    try store.pause(
      trial: 2, ofSweep: sweep, values: [SweepFixture.value(0.4, epoch: 1)], runs: ["frozen-2"])
    try store.end(
      trial: 1, ofSweep: sweep, TrialEnd(.completed, values: [SweepFixture.value(0.6)], runs: ["frozen-1"]),
      at: StoreFixture.time)
    try freezeSeveralHeard(in: store)
  }

  /// A run on clips in which several classes are heard at once.
  private func freezeSeveralHeard(in store: RunStore) throws {
    var corpus = StoreFixture.corpus
    (corpus.name, corpus.digest) = ("windows", ContentDigest(of: "windows"))
    for (index, heard) in [[0], [0, 1], [1], [1]].enumerated() {
      (corpus.examples[index].label, corpus.examples[index].heard) = (heard[0], heard)
    }
    try store.register(corpus)
    var experiment = StoreFixture.experiment
    (experiment.corpusName, experiment.corpusDigest) = (corpus.name, corpus.digest)
    try store.register(experiment)
    var run = StoreFixture.run("frozen-3", epochs: 1)
    (run.corpus, run.identity.corpusDigest) = (corpus.name, corpus.digest)
    try store.create(run)
    try store.begin("frozen-3", at: StoreFixture.time)
    try store.record(epochs: [
      EpochRecord(
        run: "frozen-3", epoch: 1, metrics: [.init(.validationAccuracy, 1), .init(.validationMacroF1, 0.75)])
    ])
    var outcome = StoreFixture.outcome(.completed)
    outcome.predictions = (1...2).map {
      Prediction(clip: "clip\($0).wav", split: .validation, label: $0 - 1, probabilities: [0.75, 0.625])
    }
    try store.finish("frozen-3", outcome)
  }
}
