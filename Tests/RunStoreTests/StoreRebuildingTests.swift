import ExperimentSchema
import Foundation
import GRDB
import RunStore
import Testing

@Suite("Store rebuilding: from the folders of runs, and from what is left")
struct StoreRebuildingTests {
  let folder: TemporaryFolder
  let time = StoreFixture.time

  init() throws {
    folder = try TemporaryFolder()
    let store = try RunStore.open(folder.store, access: .readWrite)
    try RunStoreMergeTests.fill(store, ["c", "b", "a"])
    for id in ["a", "b", "c"] {
      let place = folder.url.appending(path: id)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try Data("{}".utf8).write(to: place.appending(path: "experiment.json"))
      if id != "b" { try store.export(run: id, to: place.appending(path: "run.sqlite")) }
    }
    try store.tag("a", "later")
  }

  func rebuild() throws -> StoreRebuilding {
    try RunStore.rebuild(folder.store, foldersIn: folder.url, at: time)
  }

  func open() throws -> RunStore { try RunStore.open(folder.store, access: .readOnly) }

  @Test func `a store that is gone comes back from folders alone`() throws {
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: folder.store.path + suffix)
    }
    let result = try rebuild()
    #expect(result.fromFolders == ["a", "c"] && result.foldersWithoutRows == ["b"])
    #expect(result.keptAside == nil && result.lost.isEmpty)
    #expect(try open().runDetail("a").tags == ["kept"])
    #expect(
      try open().verify(foldersIn: folder.url).findings.allSatisfy { $0.problem.contains("model.json") })
  }

  @Test func `a readable store gives its order, its marks, and runs whose folders hold none`() throws {
    let result = try rebuild()
    #expect(result.fromFolders == ["c", "a"] && result.fromOldStore == ["b"] && result.lost.isEmpty)
    #expect(try open().runSummaries(sort: RunSort(.sequence)).map(\.id) == ["c", "b", "a"])
    #expect(try open().runDetail("a").tags == ["kept", "later"])
    let aside = try #require(result.keptAside)
    #expect(try RunStore.open(aside, access: .readOnly).runSummaries().count == 3)
    #expect(try #require(try rebuild().keptAside) != aside)
  }

  @Test func `of a damaged store each run is taken from where it is whole`() throws {
    try DatabaseQueue(path: folder.store.path).write {
      try $0.execute(sql: "UPDATE metricPoint SET value = 0.123 WHERE name = 'accuracy' AND epoch = 3")
    }
    let result = try rebuild()
    #expect(result.fromFolders == ["c", "a"] && result.lost.map(\.run) == ["b"])
    #expect(try open().runSummaries().map(\.validationAccuracy) == [0.7, 0.7])
  }

  @Test func `removed runs stay removed, and can be brought back`() throws {
    try RunStore.open(folder.store, access: .readWrite).remove(["a"], at: time)
    _ = try rebuild()
    #expect(try open().runSummaries().map(\.id) == ["b", "c"])
    #expect(try RunStore.open(folder.store, access: .readWrite).restore(["a"]) == ["a"])
  }

  @Test func `a folder's rows that are damaged are named, and the old store has the run`() throws {
    try Data("no store".utf8).write(to: folder.url.appending(path: "a/run.sqlite"))
    let result = try rebuild()
    #expect(result.fromFolders == ["c"] && result.fromOldStore == ["b", "a"] && result.lost.isEmpty)
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: folder.store.path + suffix)
    }
    #expect(try rebuild().lost.map(\.run) == ["a"])
  }

  @Test func `where the folder cannot be written the old store stays as it is`() async throws {
    let path = folder.url.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      RunStoreReadOnlyTests.loseRights(to: path)
      let file = URL(filePath: path + "/earshot.sqlite")
      do throws(RunStoreError) {
        _ = try RunStore.rebuild(file, foldersIn: URL(filePath: path), at: StoreFixture.time)
        fatalError("rebuilt")
      } catch {
        guard case .folderUnusable = error else { fatalError("found \(error)") }
      }
    }
    chmod(path, 0o755)
    #expect(try open().runSummaries().count == 3)
  }
}
