import ContentDigest
import ExperimentSchema
import Foundation
import GRDB
import RunStore
import Testing

@Suite("Run store: merging")
struct RunStoreMergeTests {
  let folder: TemporaryFolder
  let source: RunStore
  let destination: RunStore

  init() throws {
    folder = try TemporaryFolder()
    source = try RunStore.open(folder.url.appending(path: "source.sqlite"), access: .readWrite)
    destination = try RunStore.open(folder.store, access: .readWrite)
    try Self.fill(source, ["a", "b"])
  }

  /// Completed runs with all that a run has.
  static func fill(_ store: RunStore, _ ids: [String]) throws {
    try StoreFixture.begin(ids, in: store)
    for (index, id) in ids.enumerated() {
      try store.record(epochs: [
        StoreFixture.epoch(id, 1, accuracy: 0.1 * Double(index)),
        EpochRecord(
          run: id, epoch: 2, metrics: [.init(.trainLoss, .nan), .init(.validationLoss, -.infinity)]),
        StoreFixture.epoch(id, 3, accuracy: 0.7),
      ])
      var outcome = StoreFixture.outcome(.completed)
      outcome.closingMetrics = [.init(.trainEvaluatedAccuracy, 0.75)]
      outcome.predictions = [
        Prediction(clip: "clip1.wav", split: .validation, label: 1, probabilities: [0.25, 0.75])
      ]
      outcome.artifacts = [Artifact(path: "model.json", digest: ContentDigest(of: id), byteCount: 7)]
      try store.finish(id, outcome)
      try store.tag(id, "kept")
    }
  }

  /// Everything that a store tells of its runs, but their places in it.
  func content(_ store: RunStore) throws -> [String] {
    try store.runSummaries(sort: RunSort(.id)).map { run in
      let detail = try store.runDetail(run.id)
      var summary = run
      summary.sequence = 0
      let curves = try [MetricName.trainLoss, .validationLoss, .validationAccuracy].map {
        try store.learningCurve(run: run.id, metric: $0)
      }
      return
        "\(summary) \(curves) \(detail.predictions) \(detail.finalMetrics) \(detail.artifacts) \(detail.tags) "
        + "\(detail.sources) \(detail.heard) \(detail.configuration) \(detail.provenance)"
    }
  }

  @Test func `classes that are heard come over with their clips`() throws {
    let store = try RunStore.inMemory()
    var corpus = StoreFixture.corpus
    for index in corpus.examples.indices { corpus.examples[index].heard = [0, 1] }
    try store.register(corpus)
    try Self.fill(store, ["a"])
    _ = try destination.merge(from: store)
    #expect(try destination.runDetail("a").heard == ["clip1.wav": [0, 1]])
  }

  @Test func `all of a run comes over, and again changes nothing`() throws {
    let first = try destination.merge(from: source)
    #expect(first.added == ["a", "b"] && first.refused.isEmpty)
    #expect(try content(destination) == content(source))
    let again = try destination.merge(from: source)
    #expect(again.added.isEmpty && again.advanced.isEmpty && again.unchangedCount == 2)
    #expect(try content(destination) == content(source))
    #expect(
      try destination.verify(foldersIn: folder.url).findings.allSatisfy { $0.problem.contains("folder") })
    #expect(try source.merge(from: destination).unchangedCount == 2)
  }

  @Test func `runs keep their order beside those that are there`() throws {
    try StoreFixture.begin(["z"], in: destination)
    _ = try destination.merge(from: source, runs: ["b"])
    #expect(try destination.runSummaries().map(\.id) == ["b", "z"])
  }

  @Test func `a run that has got further there is brought on here`() throws {
    try StoreFixture.begin(["a", "c"], in: destination)
    try destination.record(epochs: [StoreFixture.epoch("a", 1, accuracy: 0)])
    try destination.finish("a", StoreFixture.outcome(.interrupted))
    try destination.tag("a", "here")
    let outcome = try destination.merge(from: source)
    #expect(outcome.advanced == ["a"] && outcome.added == ["b"])
    let detail = try destination.runDetail("a")
    #expect(
      detail.summary.status == .completed && detail.summary.epochs == 3 && detail.tags == ["here", "kept"])
    #expect(try source.merge(from: destination, runs: ["a"]).unchangedCount == 1)
    #expect(try source.runDetail("a").tags == ["here", "kept"])
  }

  @Test func `another run of the same id is refused, and keeps no other`() throws {
    try StoreFixture.begin([], in: destination)
    try destination.create(StoreFixture.run("a", seed: 77))
    try destination.create(StoreFixture.run("b", seed: 2))
    try destination.begin("b", at: StoreFixture.time)
    try destination.record(epochs: [StoreFixture.epoch("b", 1, accuracy: 0.9)])
    try Self.fill(RunStore.open(folder.url.appending(path: "third.sqlite"), access: .readWrite), ["c"])
    let before = try content(destination)
    let outcome = try destination.merge(from: source)
    #expect(outcome.refused.map(\.run) == ["a", "b"])
    #expect(outcome.refused.first?.reason == .mergeConflict(run: "a", what: "another seed"))
    guard case .epochDiffers(run: "b", 1, "train.accuracy", _, _) = outcome.refused.last?.reason else {
      Issue.record("found \(outcome.refused)")
      return
    }
    #expect(try content(destination) == before)
  }

  @Test(arguments: [
    "UPDATE metricPoint SET value = value + 1e-15 WHERE run = 1 AND epoch = 3 AND name = 'accuracy'",
    "UPDATE prediction SET probabilities = zeroblob(8) WHERE run = 1",
    "DELETE FROM metricPoint WHERE run = 1 AND epoch = 2",
    "UPDATE run SET epochs = 2, bestEpoch = 2 WHERE sequence = 1",
    "UPDATE run SET bestValidationAccuracy = 1 WHERE sequence = 1",
  ])
  func `what was damaged there does not come over`(damage: String) throws {
    try DatabaseQueue(path: folder.url.appending(path: "source.sqlite").path).write {
      try $0.execute(sql: damage)
    }
    let outcome = try destination.merge(from: source)
    #expect(outcome.added == ["b"] && outcome.refused.map(\.run) == ["a"])
    guard case .damagedRows(run: "a", _) = outcome.refused.first?.reason else {
      Issue.record("found \(outcome.refused)")
      return
    }
    #expect(try destination.runSummaries().map(\.id) == ["b"])
  }

  @Test func `removed runs stay removed`() throws {
    _ = try destination.merge(from: source)
    try destination.remove(["a"], at: StoreFixture.time)
    try source.remove(["b"], at: StoreFixture.time)
    _ = try destination.merge(from: source)
    #expect(try destination.runSummaries().map(\.id) == ["b"])
  }

  @Test func `a run ends with its rows kept, or does not end`() throws {
    try StoreFixture.begin(["z"], in: source)
    try source.record(epochs: (1...3).map { StoreFixture.epoch("z", $0) })
    let absent = folder.url.appending(path: "absent/run.sqlite")
    #expect(throws: RunStoreError.self) {
      try source.finish("z", StoreFixture.outcome(.completed), keepingRowsIn: absent)
    }
    #expect(try source.runDetail("z").summary.status == .running)
    let file = folder.url.appending(path: "run.sqlite")
    try source.finish("z", StoreFixture.outcome(.completed), keepingRowsIn: file)
    #expect(try content(RunStore.open(file, access: .readOnly)) == [content(source)[2]])
  }

  @Test func `a run is written to a file of its own, whole, and read back`() throws {
    let file = folder.url.appending(path: "run.sqlite")
    try source.export(run: "a", to: file)
    try source.export(run: "b", to: file)
    let copy = try RunStore.open(file, access: .readOnly)
    #expect(try content(copy) == [content(source)[1]])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path).allSatisfy {
        !$0.hasSuffix(".tmp")
      })
    #expect(try Data(contentsOf: file).count < 100_000)
    #expect(throws: RunStoreError.noSuchRun(id: "c", near: ["a", "b"], isEmpty: false)) {
      try source.export(run: "c", to: file)
    }
    let error = #expect(throws: RunStoreError.self) {
      try source.export(run: "a", to: folder.url.appending(path: "absent/run.sqlite"))
    }
    #expect(error?.description.contains("absent") == true)
  }
}
