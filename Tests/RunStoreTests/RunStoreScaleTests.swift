import ExperimentSchema
import Foundation
import RunStore
import Testing
import TestSupport

/// Figures, not bars: other work on the machine is not the store's. The bars are in `Benchmarks`.
@Suite("Run store: large stores, timed", .tags(.slow))
struct RunStoreScaleTests {
  @Test func `10 000 runs are listed`() throws {
    let folder = try TemporaryFolder()
    let store = try RunStore.open(folder.store, access: .readWrite)
    try StoreFixture.begin([], in: store)
    // One run through the front door, the others as its copies: 10 000 fsyncs would measure the disk.
    try store.create(StoreFixture.run("run-0"))
    try store.begin("run-0", at: StoreFixture.time)
    try store.record(epochs: [StoreFixture.epoch("run-0", 1)])
    try folder.copyRun(count: 9999)
    var count = 0
    let reader = try RunStore.open(folder.store, access: .readOnly)
    let newest = try ContinuousClock().measure { count = try reader.runSummaries().count }
    let best = try ContinuousClock().measure {
      _ = try reader.runSummaries(sort: RunSort(.bestValidationAccuracy, isDescending: true), limit: 50)
    }
    let lookup = try ContinuousClock().measure { _ = try reader.runDetail("run-9999") }
    #expect(count == 10_000)
    MeasuredFigure.show("10 000 runs: listed in \(newest); the best 50 in \(best); one found in \(lookup)")
  }

  @Test func `a curve of 100 000 points is read`() throws {
    let store = try RunStore.inMemory()
    try StoreFixture.begin(["a"], in: store, epochs: 100_000)
    let epochs = (1...100_000).map {
      EpochRecord(run: "a", epoch: $0, metrics: [MetricValue(.validationAccuracy, 0.5)])
    }
    let writing = try ContinuousClock().measure { try store.record(epochs: epochs) }
    var count = 0
    let reading = try ContinuousClock().measure {
      count = try store.learningCurve(run: "a", metric: .validationAccuracy).count
    }
    #expect(count == 100_000)
    MeasuredFigure.show("100 000 epochs of one metric: stored in \(writing), read in \(reading)")
  }
}
