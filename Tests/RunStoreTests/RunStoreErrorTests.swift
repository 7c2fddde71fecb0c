import ExperimentSchema
import Foundation
import GRDB
import RunStore
import Testing

@Suite("Run store: errors say where, what and how to mend it")
struct RunStoreErrorTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func failure(_ body: () throws -> Void) -> RunStoreError? {
    #expect(throws: RunStoreError.self, performing: body)
  }

  @Test func `reading where there is no store says what to run`() {
    let error = failure { _ = try RunStore.open(folder.store, access: .readOnly) }
    #expect(error == .missing(file: folder.store.standardizedFileURL))
    #expect(error?.description.contains("earshot run gen6") == true)
    #expect(!FileManager.default.fileExists(atPath: folder.store.path))
  }

  @Test func `a file where the folder should be is named`() throws {
    try Data().write(to: folder.store)
    let inside = folder.store.appending(path: "earshot.sqlite")
    let error = failure { _ = try RunStore.open(inside, access: .readWrite) }
    guard case .folderUnusable(let place, _) = error else {
      Issue.record("found \(String(describing: error))")
      return
    }
    #expect(place.path == folder.store.standardizedFileURL.path)
    #expect(error?.description.contains("Not a directory") == true)
  }

  @Test func `a folder that nobody may write is named`() {
    let error = failure {
      _ = try RunStore.open(URL(filePath: "/proc/earshot/earshot.sqlite"), access: .readWrite)
    }
    #expect(error?.description.hasPrefix("/proc/earshot: cannot be used as the folder of the store") == true)
  }

  @Test func `a folder in the file's place is no store`() throws {
    try FileManager.default.createDirectory(at: folder.store, withIntermediateDirectories: true)
    for access in [RunStore.Access.readWrite, .readOnly] {
      let error = failure { _ = try RunStore.open(folder.store, access: access) }
      #expect(error?.description.hasPrefix(folder.store.standardizedFileURL.path) == true)
      #expect(error?.description.contains("found a folder; expected the file of a store") == true)
      #expect(error?.isMisuse == true)
    }
    #expect(failure { try RunStore.requireCreatable(folder.store) }?.isMisuse == true)
  }

  @Test(arguments: [RunStore.Access.readWrite, .readOnly])
  func `a device in the file's place is no store, and no broken disk`(access: RunStore.Access) {
    let device = URL(filePath: "/dev/null")
    let error = failure { _ = try RunStore.open(device, access: access) }
    #expect(error == .notAFile(file: device, isFolder: false))
  }

  @Test(arguments: [RunStore.Access.readWrite, .readOnly])
  func `a text file is not a database`(access: RunStore.Access) throws {
    try Data(String(repeating: "not a database\n", count: 100).utf8).write(to: folder.store)
    let error = failure { _ = try RunStore.open(folder.store, access: access) }
    #expect(error == .notADatabase(file: folder.store.standardizedFileURL))
  }

  @Test(arguments: [RunStore.Access.readWrite, .readOnly])
  func `another program's database is left alone`(access: RunStore.Access) throws {
    try DatabaseQueue(path: folder.store.path).write { try $0.execute(sql: "CREATE TABLE bookmark (a)") }
    let error = failure { _ = try RunStore.open(folder.store, access: access) }
    #expect(error == .foreignDatabase(file: folder.store.standardizedFileURL, tables: ["bookmark"]))
    let tables = try DatabaseQueue(path: folder.store.path).read {
      try String.fetchAll($0, sql: "SELECT name FROM sqlite_master")
    }
    #expect(tables == ["bookmark"])
  }

  @Test(arguments: [RunStore.Access.readWrite, .readOnly])
  func `a newer program's store asks for the newer program`(access: RunStore.Access) throws {
    _ = try RunStore.open(folder.store, access: .readWrite)
    try DatabaseQueue(path: folder.store.path).write {
      try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('v9')")
    }
    let error = failure { _ = try RunStore.open(folder.store, access: access) }
    #expect(
      error == .newerSchema(file: folder.store.standardizedFileURL, unknown: ["v9"], newestKnown: "v4"))
    #expect(error?.description.hasSuffix("Use the newer earshot.") == true)
  }

  @Test func `a store open for reading refuses to write`() throws {
    _ = try RunStore.open(folder.store, access: .readWrite)
    let store = try RunStore.open(folder.store, access: .readOnly)
    #expect(failure { try store.register(StoreFixture.corpus) } == .readOnly(file: store.file))
  }

  @Test func `an unknown run offers near ids, and a short prefix its matches`() throws {
    let store = try RunStore.inMemory()
    #expect(
      failure { _ = try store.runDetail("gen6") } == .noSuchRun(id: "gen6", near: [], isEmpty: true))
    let first = "gen6-esc10-s1-f5-0a1b2c3d"
    try StoreFixture.begin([first, "gen4-tones-s1-f1-ffffffff"], in: store)
    #expect(
      failure { _ = try store.runDetail("gen6-esc01-s1-f5-0a1b2c3d") }
        == .noSuchRun(id: "gen6-esc01-s1-f5-0a1b2c3d", near: [first], isEmpty: false))
    #expect(
      failure { _ = try store.runDetail("gen") }
        == .ambiguousRun(prefix: "gen", matches: ["gen4-tones-s1-f1-ffffffff", first], count: 2))
    #expect(failure { _ = try store.runDetail("") } != nil)
    #expect(
      failure { _ = try store.runDetail("\u{1B}[31m\n") }?.description.contains("\u{1B}") == false)
    #expect(
      failure { _ = try store.learningCurve(run: "nothing", metric: .trainLoss) }
        == .noSuchRun(id: "nothing", near: [], isEmpty: false))
  }

  @Test func `what is not registered is named`() throws {
    let store = try RunStore.inMemory()
    #expect(
      failure { try store.register(StoreFixture.experiment) }?.description.hasPrefix("corpus tones") == true)
    try store.register(StoreFixture.corpus)
    #expect(
      failure { try store.create(StoreFixture.run("a")) }?.description.hasPrefix("experiment gen6") == true)
  }
}
