import Foundation
import RunStore
import Testing

@Suite("Run store: somebody else's folder")
struct RunStoreReadOnlyTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try StoreFixture.begin(["a"], in: RunStore.open(folder.store, access: .readWrite))
  }

  /// Takes the right to write from everybody; as root, whom that does not stop, becomes another user.
  static func loseRights(to folder: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      chmod(folder + "/" + name, 0o444)
    }
    chmod(folder, 0o555)
    if getuid() == 0 { setuid(65534) }
  }

  @Test(arguments: [false, true])
  func `a store may be read where nothing may be written`(isWriterAlive: Bool) async throws {
    let writer = isWriterAlive ? try RunStore.open(folder.store, access: .readWrite) : nil
    try writer?.record(epochs: [StoreFixture.epoch("a", 1)])
    let path = folder.url.path
    await #expect(processExitsWith: .success) {
      [path = path as String, isWriterAlive = isWriterAlive as Bool] in
      RunStoreReadOnlyTests.loseRights(to: path)
      let store = try RunStore.open(URL(filePath: path + "/earshot.sqlite"), access: .readOnly)
      guard try store.runSummaries().map(\.epochs) == [isWriterAlive ? 1 : 0] else {
        fatalError("the store is not what was written")
      }
    }
    chmod(path, 0o755)
    withExtendedLifetime(writer) {}
  }

  @Test func `recording there fails before anything is trained`() async throws {
    let path = folder.url.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      RunStoreReadOnlyTests.loseRights(to: path)
      do throws(RunStoreError) {
        _ = try RunStore.open(URL(filePath: path + "/earshot.sqlite"), access: .readWrite)
        fatalError("opened for writing")
      } catch {
        guard case .folderUnusable(_, "Permission denied") = error else {
          fatalError("found \(error)")
        }
      }
    }
    chmod(path, 0o755)
  }
}
