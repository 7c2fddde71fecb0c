import ExperimentSchema
import Foundation
import RunStore
import Synchronization
import Testing

@Suite("Epoch writer")
struct EpochWriterTests {
  /// What was committed, batch by batch.
  final class Log: Sendable {
    private let batches = Mutex<[[EpochRecord]]>([])

    func append(_ batch: [EpochRecord]) { batches.withLock { $0.append(batch) } }
    var all: [[EpochRecord]] { batches.withLock { $0 } }
  }

  @Test func `what is pending goes into one transaction, in order`() throws {
    let store = try RunStore.inMemory()
    try StoreFixture.begin(["a", "b"], in: store)
    let log = Log()
    let writer = EpochWriter(store: store, tick: 30) { log.append($0) }
    let epochs = [("a", 1), ("b", 1), ("a", 2), ("b", 2), ("a", 3)].map { StoreFixture.epoch($0.0, $0.1) }
    for epoch in epochs { try writer.record(epoch) }
    #expect(try store.runSummaries().map(\.epochs) == [0, 0])
    try writer.flush()
    #expect(log.all == [epochs])
    #expect(try store.runSummaries(sort: RunSort(.id)).map(\.epochs) == [3, 2])
  }

  @Test func `an epoch is committed by itself, unasked`() throws {
    let store = try RunStore.inMemory()
    try StoreFixture.begin(["a"], in: store)
    let writer = EpochWriter(store: store)
    try writer.record(StoreFixture.epoch("a", 1))
    // A tick is a twentieth of a second; a machine busy with other tests gets ten seconds.
    for _ in 1...2000 where try store.runSummaries()[0].epochs == 0 { usleep(5000) }
    #expect(try store.runSummaries().map(\.epochs) == [1])
    try writer.flush()
  }

  @Test func `an epoch is shown only once it is stored`() throws {
    let store = try RunStore.inMemory()
    try StoreFixture.begin(["a"], in: store)
    let log = Log()
    let writer = EpochWriter(store: store, tick: 0.001) { shown in
      let stored = (try? store.runSummaries()[0].epochs) ?? 0
      log.append(shown.filter { $0.epoch <= stored })
    }
    for epoch in 1...3 { try writer.record(StoreFixture.epoch("a", epoch)) }
    try writer.flush()
    #expect(log.all.flatMap { $0 }.map(\.epoch) == [1, 2, 3])
  }

  @Test func `one run's fault stays its own, and reaches it at the next hand-over`() throws {
    let store = try RunStore.inMemory()
    try StoreFixture.begin(["good", "bad"], in: store)
    let writer = EpochWriter(store: store, tick: 30)
    for epoch in [("good", 1), ("bad", 2), ("good", 2)] {
      try writer.record(StoreFixture.epoch(epoch.0, epoch.1))
    }
    let fault = RunStoreError.epochOutOfOrder(run: "bad", epoch: 2, expected: 1)
    #expect(throws: fault) { try writer.flush() }
    try writer.flush(run: "good")
    #expect(throws: fault) { try writer.flush(run: "bad") }
    #expect(throws: fault) { try writer.record(StoreFixture.epoch("bad", 1)) }
    try writer.record(StoreFixture.epoch("good", 3))
    try writer.flush(run: "good")
    #expect(try store.runSummaries(sort: RunSort(.id)).map(\.epochs) == [0, 3])
  }

  @Test func `a store that cannot be written fails the run, not the process`() throws {
    let folder = try TemporaryFolder()
    try StoreFixture.begin(["a"], in: RunStore.open(folder.store, access: .readWrite))
    let store = try RunStore.open(folder.store, access: .readOnly)
    let writer = EpochWriter(store: store)
    try writer.record(StoreFixture.epoch("a", 1))
    #expect(throws: RunStoreError.readOnly(file: store.file)) { try writer.flush() }
    #expect(throws: RunStoreError.readOnly(file: store.file)) {
      try writer.record(StoreFixture.epoch("a", 2))
    }
  }

  @Test func `handing over does not wait for the disk`() throws {
    let folder = try TemporaryFolder()
    let store = try RunStore.open(folder.store, access: .readWrite)
    try StoreFixture.begin(["a"], in: store, epochs: 20_000)
    let writer = EpochWriter(store: store)
    let epochs = (1...20_000).map {
      EpochRecord(run: "a", epoch: $0, metrics: [MetricValue(.validationAccuracy, 0.5)])
    }
    let time = try ContinuousClock().measure { for epoch in epochs { try writer.record(epoch) } }
    let flush = try ContinuousClock().measure { try writer.flush() }
    // A figure, not a bar: other work on the machine is not the writer's.
    MeasuredFigure.show("handing over an epoch: \(time / 20_000); committing 20 000 of them: \(flush)")
    #expect(try store.runSummaries()[0].epochs == 20_000)
  }
}

/// Speeds that tests show and do not judge.
enum MeasuredFigure {
  /// Shows a measured figure among the test's output.
  static func show(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
