import ExperimentSchema
import Foundation
import RunStore
import Synchronization
import TestSupport
import Testing

@Suite("Run store: many at once")
struct RunStoreConcurrencyTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `ten writers with stores of their own lose nothing`() async throws {
    let file = folder.store
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<10 {
        group.addTask { try writeRun("w\(writer)", epochs: 40, to: file) }
      }
      try await group.waitForAll()
    }
    let store = try RunStore.open(file, access: .readOnly)
    #expect(try store.runSummaries().map(\.status) == Array(repeating: .completed, count: 10))
    for writer in 0..<10 {
      let curve = try store.learningCurve(run: "w\(writer)", metric: .validationLoss)
      #expect(curve.map(\.epoch) == Array(1...40))
    }
  }

  /// Epochs of 5 points that each of ten processes writes: 200 points, or 10 000 in `make soak`.
  private static let epochCount = Soak.isOn ? 2000 : 40

  @Test func `ten processes that write at once lose nothing, and none is turned away`() async throws {
    let path = folder.store.path
    let epochs = Self.epochCount
    await withTaskGroup(of: Void.self) { group in
      for process in 0..<10 {
        group.addTask {
          await #expect(processExitsWith: .success) {
            [path = path as String, process = process as Int, epochs = epochs as Int] in
            try writeRun("p\(process)", epochs: epochs, to: URL(filePath: path))
          }
        }
      }
    }
    let store = try RunStore.open(folder.store, access: .readOnly)
    #expect(try store.runSummaries().map(\.epochs) == Array(repeating: epochs, count: 10))
    #expect(
      try store.query(sql: "SELECT count(*) FROM metricPoint", limit: 1, seconds: 60).rows == [
        [.integer(Int64(50 * epochs))]
      ])
    #expect(try store.verify(foldersIn: folder.url).digestedEpochCount == 10 * epochs)
    Soak.tell("10 writers of \(5 * epochs) points each, none turned away, none lost")
  }

  @Test func `readers see whole epochs while a writer goes on`() async throws {
    let file = folder.store
    let store = try RunStore.open(file, access: .readWrite)
    try StoreFixture.begin(["a"], in: store, epochs: 200)
    async let writing: Void = Task.detached {
      for epoch in 1...200 { try store.record(epochs: [StoreFixture.epoch("a", epoch)]) }
    }.value
    let reader = try RunStore.open(file, access: .readOnly)
    var seen = 0
    while seen < 200 {
      let epochs = try #require(try reader.runSummaries().first?.epochs)
      let points = try reader.learningCurve(run: "a", metric: .validationLoss).count
      #expect(epochs >= seen && points >= epochs)
      seen = epochs
      await Task.yield()
    }
    try await writing
  }

  @Test func `a process killed while it writes leaves whole epochs`() async throws {
    let path = folder.store.path
    await #expect(processExitsWith: .failure) { [path = path as String] in
      let store = try RunStore.open(URL(filePath: path), access: .readWrite)
      try StoreFixture.begin(["a"], in: store, epochs: 100)
      let writer = EpochWriter(store: store, tick: 0.001) { epochs in
        if epochs.contains(where: { $0.epoch >= 20 }) { kill(getpid(), SIGKILL) }
      }
      for epoch in 1...100 {
        try writer.record(StoreFixture.epoch("a", epoch))
        usleep(500)
      }
      try writer.flush()
    }
    let store = try RunStore.open(folder.store, access: .readWrite)
    let run = try #require(try store.runSummaries().first)
    #expect(run.status == .running && run.epochs >= 20)
    for metric in [MetricName.trainAccuracy, .validationCrossEntropy] {
      #expect(try store.learningCurve(run: "a", metric: metric).count == run.epochs)
    }
  }

  @Test func `a full disk fails the run and leaves what was committed`() async throws {
    let path = folder.store.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      let store = try RunStore.open(URL(filePath: path), access: .readWrite)
      try StoreFixture.begin(["a"], in: store, epochs: 100_000)
      // A limit on the size of files stands in for a disk's; without the signal it is an error like any other.
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 400_000, rlim_max: 400_000)
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      let committed = Mutex(0)
      let writer = EpochWriter(store: store, tick: 0.001) { epochs in
        committed.withLock { $0 = epochs.last?.epoch ?? $0 }
      }
      var failure: RunStoreError?
      do throws(RunStoreError) {
        for epoch in 1...100_000 {
          try writer.record(StoreFixture.epoch("a", epoch))
          if epoch % 100 == 0 { try writer.flush() }
        }
      } catch { failure = error }
      switch failure {
      case .diskFull, .diskFailure: break
      default: fatalError("found \(String(describing: failure)), expected a failure of the disk")
      }
      guard try store.runSummaries()[0].epochs == committed.withLock({ $0 }) else {
        fatalError("the epochs shown are not those stored")
      }
    }
    let store = try RunStore.open(folder.store, access: .readWrite)
    let run = try #require(try store.runSummaries().first)
    #expect(run.epochs >= 100 && run.epochs < 100_000)
    let curve = try store.learningCurve(run: "a", metric: .validationCrossEntropy)
    #expect(curve.map(\.epoch) == Array(1...run.epochs))
    try store.record(epochs: [StoreFixture.epoch("a", run.epochs + 1)])
  }
}

/// What a process does for one run, from opening the store to the end.
private func writeRun(_ id: String, epochs: Int, to file: URL) throws {
  let store = try RunStore.open(file, access: .readWrite)
  try store.register(StoreFixture.corpus)
  try store.register(StoreFixture.experiment)
  try store.create(StoreFixture.run(id, epochs: epochs))
  try store.begin(id, at: StoreFixture.time)
  for epoch in 1...epochs { try store.record(epochs: [StoreFixture.epoch(id, epoch)]) }
  try store.finish(id, StoreFixture.outcome(.completed))
}
