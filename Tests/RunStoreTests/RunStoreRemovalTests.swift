import ExperimentSchema
import Foundation
import GRDB
import RunStore
import Testing

@Suite("Run store: removed runs")
struct RunStoreRemovalTests {
  let folder: TemporaryFolder
  let store: RunStore

  init() throws {
    folder = try TemporaryFolder()
    store = try RunStore.open(folder.store, access: .readWrite)
    try StoreFixture.begin([], in: store)
    for id in ["gen6-old", "gen6-new"] {
      try store.create(StoreFixture.run(id, epochs: 1))
      try store.begin(id, at: StoreFixture.time)
      try store.record(epochs: [StoreFixture.epoch(id, 1)])
      var outcome = StoreFixture.outcome(.completed)
      outcome.predictions = [
        Prediction(clip: "clip0.wav", split: .validation, label: 0, probabilities: [1, 0])
      ]
      try store.finish(id, outcome)
    }
  }

  func observed() throws -> [String] {
    try store.observations(configurationDigests: [StoreFixture.experiment.configurationDigest]).map(\.run.id)
  }

  @Test func `a removed run is nowhere, and an older one is the observation`() throws {
    #expect(try observed() == ["gen6-new"])
    try store.remove(["gen6-new"], at: StoreFixture.time)
    #expect(try observed() == ["gen6-old"])
    #expect(try store.runSummaries().map(\.id) == ["gen6-old"])
    #expect(try store.runSummaries(RunFilter(isOfRemoved: true)).map(\.id) == ["gen6-new"])
    #expect(try store.runID(startingWith: "gen6") == "gen6-old")
    #expect(try store.meanPredictions(runs: ["gen6-new"]).isEmpty)
    #expect(try store.learningBand(seeds: [["gen6-new"]], metric: .validationAccuracy).isEmpty)
    let removed = RunStoreError.removedRun(id: "gen6-new")
    #expect(throws: removed) { try store.runDetail("gen6-n") }
    #expect(throws: removed) { try store.learningCurve(run: "gen6-new", metric: .trainLoss) }
    #expect(throws: removed) { try store.remove(["gen6-new"], at: StoreFixture.time) }
    #expect(removed.description.contains("earshot runs rm --undo gen6-new"))
    #expect(throws: RunStoreError.runExists(id: "gen6-new")) {
      try store.create(StoreFixture.run("gen6-new"))
    }
    for view in ["runSummary WHERE id", "learningCurve WHERE run"] {
      let count = try DatabaseQueue(path: folder.store.path).read {
        try Int.fetchOne($0, sql: "SELECT count(*) FROM \(view) = 'gen6-new'")
      }
      #expect(count == 0)
    }
  }

  @Test func `undo brings it back as it was`() throws {
    let before = try store.runDetail("gen6-new")
    try store.remove(["gen6-new", "gen6-old"], at: StoreFixture.time)
    #expect(throws: RunStoreError.ambiguousRun(prefix: "gen6", matches: ["gen6-new", "gen6-old"], count: 2)) {
      try store.restore(["gen6"])
    }
    #expect(try store.restore(["gen6-n"]) == ["gen6-new"])
    #expect(try store.runDetail("gen6-new").summary == before.summary)
    #expect(throws: RunStoreError.notRemoved(id: "gen6-new")) { try store.restore(["gen6-old", "gen6-new"]) }
    #expect(try store.runSummaries().map(\.id) == ["gen6-new"])
  }

  @Test func `a run that may have a process is not removed, nor what is named beside it`() throws {
    try store.create(StoreFixture.run("queued"))
    #expect(throws: RunStoreError.notRemovable(run: "queued", status: .queued)) {
      try store.remove(["gen6-old", "queued"], at: StoreFixture.time)
    }
    try store.begin("queued", at: StoreFixture.time)
    #expect(throws: RunStoreError.notRemovable(run: "queued", status: .running)) {
      try store.remove(["queued"], at: StoreFixture.time)
    }
    #expect(try store.runSummaries().count == 3)
  }

  @Test func `purging takes removed runs only, with all their rows`() throws {
    #expect(throws: RunStoreError.notRemoved(id: "gen6-old")) { try store.purge("gen6-old") }
    try store.remove(["gen6-old"], at: StoreFixture.time)
    #expect(try store.runsRemoved(until: StoreFixture.time.addingTimeInterval(-1)) == [])
    #expect(try store.runsRemoved(until: StoreFixture.time).map(\.id) == ["gen6-old"])
    try store.purge("gen6-old")
    #expect(try store.runsRemoved(until: .distantFuture) == [])
    let points = try DatabaseQueue(path: folder.store.path).read {
      try Int.fetchOne($0, sql: "SELECT count(DISTINCT run) FROM metricPoint")
    }
    #expect(points == 1)
    try store.create(StoreFixture.run("gen6-old"))
  }
}
