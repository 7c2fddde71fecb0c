import Foundation
import GRDB
import RunStore
import Testing

@Suite("Run store: queries by hand")
struct RunStoreSQLTests {
  let folder: TemporaryFolder
  let store: RunStore

  init() throws {
    folder = try TemporaryFolder()
    try StoreFixture.begin(["a", "b"], in: RunStore.open(folder.store, access: .readWrite))
    store = try RunStore.open(folder.store, access: .readOnly)
  }

  func query(_ sql: String, limit: Int = 10, seconds: Int = 60) throws -> ValueTable {
    try store.query(sql: sql, limit: limit, seconds: seconds)
  }

  @Test func `rows come with their columns' names and every kind of value`() throws {
    let table = try query("SELECT id, seed, 0.5 AS half, NULL AS none, x'0a' AS bytes FROM run ORDER BY id;")
    #expect(table.columns == ["id", "seed", "half", "none", "bytes"])
    #expect(
      table.rows == [
        [.text("a"), .integer(1), .number(0.5), .absent, .bytes(Data([10]))],
        [.text("b"), .integer(2), .number(0.5), .absent, .bytes(Data([10]))],
      ])
    #expect(!table.isCut)
    #expect(try query("PRAGMA table_info(run)").columns.contains("name"))
    let cut = try query("SELECT * FROM run", limit: 1)
    #expect(cut.rows.count == 1 && cut.isCut)
  }

  @Test(arguments: [
    "DELETE FROM run", "UPDATE run SET seed = 1", "DROP TABLE run", "CREATE TEMP TABLE t (a)", "BEGIN",
    "COMMIT",
    "ATTACH 'PLACE/other.sqlite' AS other", "VACUUM INTO 'PLACE/other.sqlite'", "VACUUM", "REINDEX",
    "PRAGMA journal_mode = DELETE", "PRAGMA wal_checkpoint",
    "INSERT INTO tag SELECT sequence, 'x' FROM run RETURNING *",
    "SELECT 1; DELETE FROM run", "SELECT 1; SELEC", "SELECT ?", "SELECT :name", "SELEC", "", ";",
    "-- nothing",
    "SELECT load_extension('x')", "SELECT writefile('PLACE/other.sqlite', 'x')", "SELECT * FROM absent",
  ])
  func `what is no query is refused before it does anything`(sql: String) throws {
    let sql = sql.replacing("PLACE", with: folder.url.path)
    let before = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
    let error = #expect(throws: RunStoreError.self) { try query(sql) }
    #expect(error?.isMisuse == true && error?.description.hasPrefix("query: ") == true, "\(sql)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == before)
    #expect(try store.runSummaries().count == 2)
  }

  @Test func `a query without an end is stopped`() throws {
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    #expect(throws: RunStoreError.queryStopped(seconds: 1)) { try query(endless, seconds: 1) }
    #expect(try query("SELECT count(*) FROM run").rows == [[.integer(2)]])
  }
}
