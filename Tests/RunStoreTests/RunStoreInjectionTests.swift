import ContentDigest
import ExperimentSchema
import Foundation
import RunStore
import Testing

/// Texts that would be SQL, a pattern or the end of a text where somebody forgot to bind them.
@Suite("Run store: names are data, whatever is in them")
struct RunStoreInjectionTests {
  static let payloads = [
    "'; DROP TABLE run; --", "\" OR 1=1 --", "x' UNION SELECT sql FROM sqlite_master --", "a\u{1}b", "%", "_",
    "\\", "[]", "{}",
    "') OR ('1'='1", "?1", ":a", "$.name", "\"a\".\"b\"", "\n", "\u{202E}", "`", "/* */",
  ]

  @Test(arguments: payloads) func `in every field`(payload: String) throws {
    let store = try RunStore.inMemory()
    let digest = ContentDigest(of: payload)
    try store.register(
      CorpusRecord(
        name: payload, digest: digest, classNames: [payload, "Cat"],
        examples: [.init(clip: payload, label: 0, fold: 1, source: payload)]))
    try store.register(
      ExperimentRecord(
        name: payload, title: payload, configurationDigest: digest, configuration: "{}", corpusName: payload,
        corpusDigest: digest))
    try store.create(
      RunRecord(
        id: payload, experiment: payload, corpus: payload,
        identity: RunIdentity(configurationDigest: digest, corpusDigest: digest, seed: 1, fold: 1),
        plannedEpochs: 1, parameterCount: 1, multiplyAccumulateCount: 1, threadCount: 1,
        createdAt: StoreFixture.time, provenance: "{}"))
    let fence = try store.claim(run: payload, owner: RunOwner(bootID: payload, processID: 1, startTime: 1))
    try store.begin(payload, at: StoreFixture.time, fence: fence)
    let metric = MetricName(.validation, payload)
    try store.record(epochs: [
      EpochRecord(run: payload, epoch: 1, metrics: [.init(metric, 0.5)], fence: fence)
    ])
    var outcome = StoreFixture.outcome(.failed, reason: payload)
    outcome.predictions = [Prediction(clip: payload, split: .validation, label: 0, probabilities: [1, 0])]
    outcome.artifacts = [Artifact(path: payload, digest: digest, byteCount: 1)]
    try store.finish(payload, outcome, fence: fence)
    try store.tag(payload, payload)

    let detail = try store.runDetail(payload)
    #expect(detail.summary.id == payload && detail.summary.reason == payload && detail.tags == [payload])
    #expect(detail.predictions == outcome.predictions && detail.sources == [payload: payload])
    #expect(try store.learningCurve(run: payload, metric: metric).map(\.value) == [0.5])
    for field in [RunField.column(.id), .column(.experiment), .column(.corpus), .column(.reason), .tag] {
      let hit = RunFilter(condition: .test(field, .equals(.text(payload))))
      #expect(try store.runSummaries(hit).count == 1)
      let miss = RunFilter(condition: .test(field, .equals(.text(payload + "x"))))
      #expect(try store.runSummaries(miss).isEmpty)
      #expect(try store.runSummaries(RunFilter(condition: .test(field, .contains(payload)))).count == 1)
    }
    let byMetric = RunFilter(condition: .test(.metric(metric), .ordered(.greater, .number(0.4))))
    #expect(try store.runSummaries(byMetric).count == 1)
    #expect(throws: RunStoreError.self) {
      try store.runSummaries(RunFilter(condition: .test(.setting(["model", payload]), .equals(.integer(1)))))
    }
    #expect(try store.changeTags(ofRun: payload, adding: [], removing: [payload]) == [])
    try store.remove([payload], at: StoreFixture.time)
    #expect(try store.restore([payload]) == [payload])
    #expect(try store.runSummaries().count == 1)
  }
}
