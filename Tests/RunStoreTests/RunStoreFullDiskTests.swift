import ExperimentSchema
import Foundation
import RunStore
import Synchronization
import Testing

/// A disk that is full at thirty different points of a store's life.
///
/// The kernel's limit on the size of files stands in for the disk's: it fails the very calls that a full disk fails
/// (writing pages and log, growing either), with nothing of ours in between.
@Suite("Run store: a full disk, wherever it strikes")
struct RunStoreFullDiskTests {
  @Test func `what was acknowledged is stored, and the store goes on once there is room`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.url.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      signal(SIGXFSZ, SIG_IGN)
      var failureCount = 0
      // Below the schema's size nothing can be made; above it the log grows, and with it the points that fail.
      let limits =
        [0, 1, 512, 4095, 4096, 8192, 16_384, 32_768, 65_536, 100_000] + (1...20).map { 150_000 + 9_973 * $0 }
      for (index, limit) in limits.enumerated() {
        let file = URL(filePath: "\(path)/store-\(index)/earshot.sqlite")
        let acknowledged = Mutex(0)
        RunStoreFullDiskTests.limitFileSize(to: rlim_t(limit))
        do throws(RunStoreError) {
          try RunStoreFullDiskTests.train(in: file, acknowledged: acknowledged)
        } catch {
          failureCount += 1
          switch error {
          case .diskFull, .diskFailure, .cannotOpen, .folderUnusable: break
          default: fatalError("limit \(limit): found \(error), expected a failure of the disk")
          }
        }
        RunStoreFullDiskTests.limitFileSize(to: rlim_t.max)
        try RunStoreFullDiskTests.expectWhole(file, acknowledged: acknowledged.withLock { $0 })
      }
      guard failureCount == limits.count else { fatalError("only \(failureCount) limits were reached") }
    }
  }

  /// Records a run until something fails.
  static func train(in file: URL, acknowledged: borrowing Mutex<Int>) throws(RunStoreError) {
    let store = try RunStore.open(file, access: .readWrite)
    try store.register(StoreFixture.corpus)
    try store.register(StoreFixture.experiment)
    try store.create(StoreFixture.run("a", epochs: 5000))
    try store.begin("a", at: StoreFixture.time)
    for epoch in stride(from: 1, through: 5000, by: 10) {
      try store.record(epochs: (epoch..<epoch + 10).map { StoreFixture.epoch("a", $0) })
      acknowledged.withLock { $0 = epoch + 9 }
    }
  }

  /// The store has all that was acknowledged, in whole epochs, is sound, and takes more.
  static func expectWhole(_ file: URL, acknowledged: Int) throws {
    let store = try RunStore.open(file, access: .readWrite)
    let epochs = try store.runSummaries().first?.epochs ?? 0
    guard epochs >= acknowledged, epochs % 10 == 0 else {
      fatalError("\(epochs) epochs are stored, and \(acknowledged) were acknowledged")
    }
    let findings = try store.verify(foldersIn: file.deletingLastPathComponent()).findings
    guard findings.isEmpty else { fatalError("\(findings)") }
    try store.register(StoreFixture.corpus)
    if epochs > 0 { try store.record(epochs: [StoreFixture.epoch("a", epochs + 1)]) }
  }

  /// Limits the files of this process to `size` bytes.
  static func limitFileSize(to size: rlim_t) {
    var limit = rlimit(rlim_cur: size, rlim_max: .max)
    guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else {
      fatalError("the limit cannot be set")
    }
  }
}
