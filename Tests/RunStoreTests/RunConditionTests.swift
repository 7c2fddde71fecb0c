import ContentDigest
import ExperimentSchema
import Foundation
import RunStore
import Testing

@Suite("Run condition: which runs a filter selects")
struct RunConditionTests {
  let store: RunStore

  /// Runs `a`, `b`, `c` of accuracies 0.2, 0.5, 0.8 and learning rates 0.001, 0.01, none; `d` has no epoch.
  init() throws {
    store = try RunStore.inMemory()
    try store.register(StoreFixture.corpus)
    for (index, id) in ["a", "b", "c", "d"].enumerated() {
      let digest = ContentDigest(of: id)
      let optimizer = index < 2 ? #","optimizer":{"learningRate":\#(index == 0 ? 0.001 : 0.01)}"# : ""
      let layers =
        #"[{"name":"hidden1","units":\#(64 << index)},{"name":"block","layers":[{"name":"in","bias":true}]}]"#
      try store.register(
        ExperimentRecord(
          name: "gen\(index)", title: "", configurationDigest: digest,
          configuration: #"{"training":{"loss":"crossEntropy"\#(optimizer)},"model":{"layers":\#(layers)}}"#,
          corpusName: "tones", corpusDigest: StoreFixture.corpus.digest))
      try store.create(
        RunRecord(
          id: id, experiment: "gen\(index)", corpus: "tones",
          identity: RunIdentity(
            configurationDigest: digest, corpusDigest: StoreFixture.corpus.digest, seed: UInt64(index),
            fold: 1),
          plannedEpochs: 2, parameterCount: 1, multiplyAccumulateCount: 1, threadCount: 1,
          createdAt: StoreFixture.time, provenance: "{}"))
      if id == "d" { continue }
      try store.begin(id, at: StoreFixture.time.addingTimeInterval(Double(index) * 86_400))
      let accuracy = 0.2 + 0.3 * Double(index)
      try store.record(epochs: [
        StoreFixture.epoch(id, 1, accuracy: 0.9 - 0.15 * Double(index)),
        StoreFixture.epoch(id, 2, accuracy: accuracy),
      ])
    }
    try store.finish("c", StoreFixture.outcome(.diverged, reason: "100% \"loss\""))
    try store.tag("a", "bad")
    try store.tag("b", "bad")
    try store.tag("b", "kept")
  }

  func ids(_ filter: String) throws -> String {
    try store.runSummaries(RunFilter(condition: RunCondition(parsing: filter)), sort: RunSort(.id))
      .map(\.id).joined()
  }

  @Test(arguments: [
    ("validation.accuracy > 0.4", "bc"), ("validation.accuracy >= 0.5", "bc"), ("trainAccuracy < .4", "a"),
    ("validationAccuracy <= 5e-1", "ab"), ("not validation.accuracy > 0.4", "ad"),
    ("best(validation.accuracy) = 0.9", "a"), ("best(validation.loss) < 1.5", "abc"),
    ("validation.loss = 1", "abc"), ("validation.loss = none", "d"), ("validation.loss != none", "abc"),
    ("experiment = gen1", "b"), ("experiment = 'gen1' or seed = 3", "bd"), ("experiment != \"gen1\"", "acd"),
    ("seed in (0, 2)", "ac"), ("seed not in (0, 2)", "bd"), ("seed = -1", ""),
    ("seed >= 1 and seed < 3", "bc"),
    ("experiment like 'gen_'", "abcd"), ("experiment like '%N2'", "c"), ("id contains 'a'", "a"),
    ("not experiment contains 'n1' and not seed = 0", "cd"), ("status = running", "ab"),
    ("status in (diverged, queued)", "cd"), ("reason contains '% \"l'", "c"), ("reason = none", "abd"),
    ("reason contains \"\\\"loss\\\"\"", "c"), ("tag = bad", "ab"), ("tag != bad", "cd"),
    ("tag = none", "cd"),
    ("tag = bad and tag = kept", "b"), ("tag in (kept, good)", "b"), ("tag like 'ke%'", "b"),
    ("startedAt > \"2026-09-22\"", "bc"), ("startedAt = \"2026-09-22\"", "b"),
    ("startedAt < '2026-09-22T00:00'", "a"),
    ("startedAt = none", "d"), ("createdAt >= '2026-09-21 14:13:20Z'", "abcd"),
    ("training.optimizer.learningRate < 0.005", "a"),
    ("training.optimizer.learningRate in (0.01, 0.001)", "ab"),
    ("training.optimizer.learningRate = none", "cd"), ("not training.optimizer.learningRate < 0.005", "bcd"),
    ("training.loss = crossEntropy", "abcd"), ("training.loss > 5", ""), ("training.loss < 'd'", "abcd"),
    ("model.layers.hidden1.units >= 256", "cd"), ("model.layers.block.layers.in.bias = true", "abcd"),
    ("model.layers.block.layers.in.bias = false", ""), ("model.layers.hidden1.units = '64'", ""),
    ("(seed = 0 or seed = 1) and not (seed = 1)", "a"), ("not not not seed = 0", "bcd"),
    ("seed = 0 or seed = 1 and seed = 2", "a"), ("NOT seed = 0 AND epochs = 2", "bc"),
    ("seed <> 0 and epochs == 2", "bc"),
  ])
  func `selects`(filter: String, expected: String) throws {
    #expect(try ids(filter) == expected)
  }

  @Test func `runs are ordered by metrics and settings, those without last`() throws {
    func ids(_ sort: String) throws -> String {
      try store.runSummaries(sort: RunSort(parsing: sort)).map(\.id).joined()
    }
    #expect(try ids("best(validation.accuracy)") == "bcad")
    #expect(try ids("best(validation.accuracy):desc") == "acbd")
    #expect(try ids("training.optimizer.learningRate:desc") == "badc")
    #expect(try ids("model.layers.hidden1.units:asc") == "abcd")
  }

  @Test func `values are read as they are stored`() throws {
    let fields = try ["id", "tag", "validation.loss", "training.optimizer.learningRate", "seed"].map {
      try RunField($0)
    }
    let table = try store.values(of: fields, sort: RunSort(.id), limit: 3)
    #expect(table.columns == ["id", "tag", "validation.loss", "training.optimizer.learningRate", "seed"])
    #expect(
      table.rows == [
        [.text("a"), .text("bad"), .number(1), .number(0.001), .integer(0)],
        [.text("b"), .text("bad kept"), .number(1), .number(0.01), .integer(1)],
        [.text("c"), .absent, .number(1), .absent, .integer(2)],
      ])
  }

  @Test func `what no run has is an error that names what there is`() throws {
    func failure(_ filter: String) -> RunStoreError? {
      #expect(throws: RunStoreError.self) { try ids(filter) }
    }
    #expect(
      failure("training.optimizr.learningRate = 1")
        == .noSuchSetting(path: "training", key: "optimizr", known: ["loss", "optimizer"]))
    #expect(
      failure("model.layers.hidden2.units = 1")
        == .noSuchSetting(path: "model.layers", key: "hidden2", known: ["block", "hidden1"]))
    #expect(
      failure("training.loss.kind = 1") == .noSuchSetting(path: "training.loss", key: "kind", known: []))
    #expect(failure("validation.acuracy > 1") == .noSuchMetric(MetricName(.validation, "acuracy")))
    #expect(failure("validation.acuracy > 1")?.description.contains("\"validation.accuracy\"?") == true)
  }
}
