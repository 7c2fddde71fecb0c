import ContentDigest
import ExperimentSchema
import Foundation
import GRDB
import RunStore
import Testing

@Suite("Row digests: what doctor knows rows by")
struct RowDigestTests {
  let folder: TemporaryFolder
  let store: RunStore

  init() throws {
    folder = try TemporaryFolder()
    store = try RunStore.open(folder.store, access: .readWrite)
    try StoreFixture.begin(["a"], in: store)
  }

  func digests() throws -> [String] {
    try DatabaseQueue(path: folder.store.path).read {
      try String.fetchAll($0, sql: "SELECT digest FROM epochDigest ORDER BY run, epoch")
    }
  }

  /// The documented form, written out.
  func digest(_ lines: [String]) -> String {
    ContentDigest(of: lines.map { $0 + "\n" }.joined()).hexadecimal
  }

  @Test func `an epoch's lines are in order, with every bit, and special values as they are stored`() throws {
    try store.record(epochs: [
      EpochRecord(
        run: "a", epoch: 1,
        metrics: [
          .init(.validationLoss, 0.1), .init(.trainLoss, -Double.nan), .init(.validationAccuracy, -0.0),
          .init(.trainAccuracy, -.infinity),
        ])
    ])
    #expect(
      try digests() == [
        digest([
          "train.accuracy\tfff0000000000000", "train.loss\t7ff8000000000000",
          "validation.accuracy\t0000000000000000", "validation.loss\t3fb999999999999a",
        ])
      ])
  }

  @Test func `what is measured at the end is in the last epoch's digest`() throws {
    try store.record(epochs: (1...3).map { StoreFixture.epoch("a", $0, accuracy: 0.5) })
    let before = try digests()
    var outcome = StoreFixture.outcome(.completed)
    outcome.closingMetrics = [.init(.trainEvaluatedAccuracy, 1)]
    try store.finish("a", outcome)
    let after = try digests()
    #expect(after.prefix(2) == before.prefix(2) && after[2] != before[2])
    #expect(
      after[2]
        == digest([
          "train.accuracy\t3fe3333333333333", "train.evaluatedAccuracy\t3ff0000000000000",
          "train.loss\t3fd5555555555555", "validation.accuracy\t3fe0000000000000",
          "validation.crossEntropy\t3ff0000000000000", "validation.loss\t3fe5555555555555",
        ]))
  }

  @Test func `an epoch computed again keeps its digest, also where it says less than is stored`() throws {
    try store.record(epochs: [StoreFixture.epoch("a", 1)])
    let before = try digests()
    try store.record(epochs: [StoreFixture.epoch("a", 1)])
    try store.record(epochs: [
      EpochRecord(run: "a", epoch: 1, metrics: [.init(.validationAccuracy, 0.5)])
    ])
    #expect(try digests() == before)
  }

  @Test func `predictions are digested by clip`() throws {
    var outcome = StoreFixture.outcome(.interrupted)
    outcome.predictions = [
      Prediction(clip: "clip1.wav", split: .validation, label: 1, probabilities: [0.25, 0.75]),
      Prediction(clip: "clip0.wav", split: .test, label: 0, probabilities: [0, 1]),
    ]
    try store.finish("a", outcome)
    let stored = try DatabaseQueue(path: folder.store.path).read {
      try String.fetchOne($0, sql: "SELECT predictionDigest FROM run")
    }
    #expect(
      stored
        == digest([
          "clip0.wav\ttest\t0\t1\t000000003f800000", "clip1.wav\tvalidation\t1\t1\t3e8000003f400000",
        ]))
  }
}
