import ContentDigest
import ExperimentSchema
import Foundation
import RunStore
import TestSupport
import Testing

/// Where a store lives: every promise holds in both places.
enum StorePlace: CaseIterable { case memory, disk }

@Suite("Run store: what is recorded is read back")
struct RunStoreContractTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func open(_ place: StorePlace) throws -> RunStore {
    switch place {
    case .memory: try RunStore.inMemory()
    case .disk: try RunStore.open(folder.store, access: .readWrite)
    }
  }

  @Test(arguments: StorePlace.allCases) func `a run's life, from queued to completed`(place: StorePlace)
    throws
  {
    let store = try open(place)
    try store.register(StoreFixture.corpus)
    try store.register(StoreFixture.experiment)
    try store.create(StoreFixture.run("gen6-tones-s1-f1-0000000a"))
    #expect(try store.runSummaries().map(\.status) == [.queued])
    try store.begin("gen6-tones-s1-f1-0000000a", at: StoreFixture.time)
    for (epoch, accuracy) in [(1, 0.4), (2, 0.7), (3, 0.6)] {
      try store.record(epochs: [
        StoreFixture.epoch("gen6-tones-s1-f1-0000000a", epoch, accuracy: accuracy)
      ])
    }
    var outcome = StoreFixture.outcome(.completed)
    outcome.closingMetrics = [MetricValue(.trainEvaluatedAccuracy, 0.99)]
    outcome.predictions = [
      Prediction(clip: "clip1.wav", split: .validation, label: 1, probabilities: [0.25, 0.75])
    ]
    outcome.artifacts = [
      Artifact(path: "model.safetensors", digest: ContentDigest(of: "weights"), byteCount: 7)
    ]
    try store.finish("gen6-tones-s1-f1-0000000a", outcome)
    try store.tag("gen6-tones-s1-f1-0000000a", "kept")

    let detail = try store.runDetail("gen6-tones-s1-f1")
    #expect(detail.summary.status == .completed && detail.summary.epochs == 3)
    #expect(detail.summary.identity == StoreFixture.run("").identity)
    #expect(detail.summary.validationAccuracy == 0.6)
    #expect(detail.summary.bestValidationAccuracy == 0.7 && detail.summary.bestEpoch == 2)
    #expect(detail.summary.validationLoss == 2.0 / 3 && detail.summary.validationCrossEntropy == 1)
    #expect(detail.summary.startedAt == "2026-09-21T14:13:20Z")
    #expect(detail.summary.endedAt == "2026-09-21T14:14:20Z")
    #expect(detail.summary.seconds == 1.5 && detail.summary.cpuSeconds == 1.25)
    #expect(detail.classNames == ["Dog", "Cat"])
    #expect(detail.finalMetrics.contains(MetricValue(.trainEvaluatedAccuracy, 0.99)))
    #expect(detail.predictions == outcome.predictions)
    #expect(detail.artifacts == outcome.artifacts)
    #expect(detail.tags == ["kept"])
    #expect(detail.configuration == StoreFixture.experiment.configuration)
    let curve = try store.learningCurve(run: detail.summary.id, metric: .validationAccuracy)
    #expect(
      curve == [CurvePoint(epoch: 1, value: 0.4), .init(epoch: 2, value: 0.7), .init(epoch: 3, value: 0.6)])
  }

  @Test(arguments: StorePlace.allCases) func `registering twice is registering once`(place: StorePlace) throws
  {
    let store = try open(place)
    for _ in 1...2 {
      try store.register(StoreFixture.corpus)
      try store.register(StoreFixture.experiment)
      let statements: [Claim.Statement] = [
        .equals(experiment: "gen6", value: 0.4), .greaterThan(experiment: "gen6", value: 0.4),
        .greaterThanOthers(experiment: "gen6", others: ["gen4", "gen5"]),
        .order(experiments: ["gen5", "gen6"]),
      ]
      try store.register(
        statements.enumerated().map { index, statement in
          Claim(
            id: "claim\(index)", metric: "validation.accuracy", statement: statement, corpus: "tones",
            source: "history")
        })
    }
    #expect(
      try store.corpora() == [
        StoredCorpus(
          name: "tones", digest: StoreFixture.corpus.digest, classNames: ["Dog", "Cat"], clipCount: 4,
          folds: [1, 2])
      ])
    var experiment = StoreFixture.experiment
    experiment.configuration = #"{"corpus":{"name":"../data/tones","classes":"all"}}"#
    try store.register(experiment)
    #expect(try store.corpora().map(\.selection) == [CorpusSelection(name: "../data/tones")])
    var other = StoreFixture.corpus
    other.classNames = ["Dog", "Fox"]
    #expect(
      throws: RunStoreError.corpusDiffers(
        name: "tones", digest: other.digest.hexadecimal, what: "classes")
    ) { try store.register(other) }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity, .greatestFiniteMagnitude, 0.1, .leastNonzeroMagnitude])
  func `numbers SQLite does not know come back as they were`(value: Double) throws {
    for place in StorePlace.allCases {
      let store = try open(place)
      try StoreFixture.begin(["a"], in: store)
      try store.record(epochs: [EpochRecord(run: "a", epoch: 1, metrics: [.init(.trainLoss, value)])])
      let read = try #require(try store.learningCurve(run: "a", metric: .trainLoss).first?.value)
      #expect(read.bitPattern == value.bitPattern || read.isNaN && value.isNaN)
    }
  }

  @Test func `several runs' epochs are stored together or not at all`() throws {
    let store = try open(.disk)
    try StoreFixture.begin(["a", "b"], in: store)
    #expect(throws: RunStoreError.epochOutOfOrder(run: "b", epoch: 2, expected: 1)) {
      try store.record(epochs: [StoreFixture.epoch("a", 1), StoreFixture.epoch("b", 2)])
    }
    #expect(try store.runSummaries().map(\.epochs) == [0, 0])
    try store.record(epochs: [
      StoreFixture.epoch("a", 1), StoreFixture.epoch("b", 1), StoreFixture.epoch("a", 2),
    ])
    #expect(try store.runSummaries(sort: RunSort(.id)).map(\.epochs) == [2, 1])
  }

  @Test func `an epoch computed again must be equal, and changes nothing`() throws {
    let store = try open(.memory)
    try StoreFixture.begin(["a"], in: store)
    try store.record(epochs: [StoreFixture.epoch("a", 1, accuracy: 0.5), StoreFixture.epoch("a", 2)])
    try store.record(epochs: [StoreFixture.epoch("a", 1, accuracy: 0.5)])
    #expect(try store.runSummaries().map(\.epochs) == [2])
    let error = #expect(throws: RunStoreError.self) {
      try store.record(epochs: [StoreFixture.epoch("a", 1, accuracy: 0.25)])
    }
    #expect(
      error
        == .epochDiffers(run: "a", epoch: 1, metric: "train.accuracy", stored: "0.6", found: "0.35"))
  }

  @Test func `a run takes only the steps its status allows`() throws {
    let store = try open(.memory)
    try StoreFixture.begin(["a"], in: store)
    #expect(throws: RunStoreError.incomplete(run: "a", epochs: 0, planned: 3)) {
      try store.finish("a", StoreFixture.outcome(.completed))
    }
    try store.finish("a", StoreFixture.outcome(.interrupted, reason: "SIGINT"))
    #expect(throws: RunStoreError.notRunning(run: "a", status: .interrupted)) {
      try store.record(epochs: [StoreFixture.epoch("a", 1)])
    }
    try store.begin("a", at: StoreFixture.time)
    try store.finish("a", StoreFixture.outcome(.diverged, reason: "train.loss is NaN in epoch 1"))
    #expect(throws: RunStoreError.illegalTransition(run: "a", from: .diverged, to: .running)) {
      try store.begin("a", at: StoreFixture.time)
    }
    #expect(throws: RunStoreError.runExists(id: "a")) { try store.create(StoreFixture.run("a")) }
    #expect(throws: RunStoreError.epochBeyondPlan(run: "b", epoch: 4, planned: 3)) {
      try store.create(StoreFixture.run("b"))
      try store.begin("b", at: StoreFixture.time)
      try store.record(epochs: (1...4).map { StoreFixture.epoch("b", $0) })
    }
  }

  @Test func `predictions must be of the run's corpus and hold its label`() throws {
    let store = try open(.memory)
    try StoreFixture.begin(["a"], in: store)
    for (prediction, problem) in [
      (Prediction(clip: "x.wav", split: .validation, label: 0, probabilities: [1, 0]), "no such clip"),
      (Prediction(clip: "clip0.wav", split: .validation, label: 2, probabilities: [1, 0]), "found label 2"),
      (Prediction(clip: "clip0.wav", split: .train, label: 0, probabilities: [1, 0]), "found split train"),
    ] {
      var outcome = StoreFixture.outcome(.interrupted)
      outcome.predictions = [prediction]
      let error = #expect(throws: RunStoreError.self) { try store.finish("a", outcome) }
      #expect(error?.description.contains(problem) == true)
      #expect(try store.runSummaries().map(\.status) == [.running])
    }
  }

  @Test func `only the newest completed run of an identity is an observation`() throws {
    let store = try open(.memory)
    try StoreFixture.begin(["old", "other-seed"], in: store, epochs: 1)
    try store.create(StoreFixture.run("newest", seed: 1, epochs: 1))
    try store.create(StoreFixture.run("unfinished", seed: 1, epochs: 1))
    try store.begin("newest", at: StoreFixture.time)
    for (id, accuracy) in [("newest", 0.75), ("old", 0.5), ("other-seed", 0.25)] {
      try store.record(epochs: [StoreFixture.epoch(id, 1, accuracy: accuracy)])
      try store.finish(id, StoreFixture.outcome(.completed))
    }
    let digest = StoreFixture.experiment.configurationDigest
    let observations = try store.observations(configurationDigests: [digest], metrics: [.trainLoss])
    #expect(observations.map(\.run.id) == ["newest", "other-seed"])
    #expect(observations.map(\.run.validationAccuracy) == [0.75, 0.25])
    #expect(observations[0].finalMetrics == [.trainLoss: 1])
    #expect(try store.observations(configurationDigests: [ContentDigest(of: "gen5")]) == [])
    #expect(try store.observations(configurationDigests: []) == [])
  }

  @Test func `lists are filtered, sorted and cut`() throws {
    let store = try open(.memory)
    try StoreFixture.begin(["gen6-a", "gen6-b", "gen7-c"], in: store)
    try store.record(epochs: [
      StoreFixture.epoch("gen6-b", 1, accuracy: 0.2), StoreFixture.epoch("gen7-c", 1, accuracy: 0.9),
    ])
    func ids(_ filter: RunFilter = .init(), _ sort: RunSort = .newestFirst, _ limit: Int? = nil) throws
      -> [String]
    {
      try store.runSummaries(filter, sort: sort, limit: limit).map(\.id)
    }
    #expect(try ids() == ["gen7-c", "gen6-b", "gen6-a"])
    #expect(
      try ids(.init(), .init(.validationAccuracy, isDescending: true)) == ["gen7-c", "gen6-b", "gen6-a"])
    #expect(try ids(.init(), .init(.validationAccuracy)) == ["gen6-b", "gen7-c", "gen6-a"])
    #expect(try ids(.init(), .newestFirst, 1) == ["gen7-c"])
    #expect(try ids(.init(idPrefix: "gen6-")) == ["gen6-b", "gen6-a"])
    #expect(try ids(.init(idPrefix: "gen%")) == [])
    #expect(try ids(.init(experiments: ["gen6"], corpora: ["tones"], statuses: [.running])).count == 3)
    #expect(try ids(.init(experiments: ["'; DROP TABLE run; --"])) == [])
    #expect(try ids(.init(statuses: [.completed])) == [])
    for key in RunSort.Key.allCases { #expect(try ids(.init(), .init(key)).count == 3) }
  }

  @Test func `a band has the mean and the range of the seeds that got so far`() throws {
    let store = try open(.memory)
    try StoreFixture.begin(["a", "b", "c"], in: store)
    try store.record(epochs: [
      StoreFixture.epoch("a", 1, accuracy: 0.25), StoreFixture.epoch("b", 1, accuracy: 0.75),
      StoreFixture.epoch("c", 1, accuracy: 0.25), StoreFixture.epoch("a", 2, accuracy: 1),
    ])
    func band(_ seeds: [[String]]) throws -> [CurveBand] {
      try store.learningBand(seeds: seeds, metric: .validationAccuracy)
    }
    #expect(
      try band([["a"], ["b"], ["unknown"]]) == [
        CurveBand(epoch: 1, mean: 0.5, range: 0.25...0.75, seedCount: 2),
        CurveBand(epoch: 2, mean: 1, range: 1...1, seedCount: 1),
      ])
    // The runs of a seed are one value: their mean.
    #expect(
      try band([["a", "b"], ["c"]]).first
        == CurveBand(epoch: 1, mean: 0.375, range: 0.25...0.5, seedCount: 2))
    #expect(try band([]).isEmpty && band([[]]).isEmpty)
  }

  @Test func `a seed above what SQLite holds is refused`() throws {
    let store = try open(.memory)
    try StoreFixture.begin([], in: store)
    #expect(throws: RunStoreError.seedOutOfRange(seed: 1 << 63)) {
      try store.create(StoreFixture.run("a", seed: 1 << 63))
    }
    try store.create(StoreFixture.run("a", seed: UInt64(Int64.max)))
    #expect(try store.runSummaries().map(\.identity.seed) == [UInt64(Int64.max)])
  }
}
