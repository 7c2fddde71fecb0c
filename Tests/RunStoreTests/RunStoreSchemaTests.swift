import Foundation
import GRDB
import RunStore
import Testing

/// What a hand with `sqlite3` could do wrong, the schema refuses.
@Suite("Run store: constraints and views")
struct RunStoreSchemaTests {
  let folder: TemporaryFolder
  let database: DatabaseQueue

  init() throws {
    folder = try TemporaryFolder()
    let store = try RunStore.open(folder.store, access: .readWrite)
    try StoreFixture.begin(["a"], in: store)
    try store.record(epochs: [StoreFixture.epoch("a", 1, accuracy: 1.0 / 3)])
    database = try DatabaseQueue(path: folder.store.path)
  }

  @Test(arguments: [
    "UPDATE run SET status = 'done'",
    "UPDATE run SET epochs = 4",
    "UPDATE run SET seed = -1",
    "UPDATE run SET seed = 'one'",
    "UPDATE run SET bestEpoch = 2",
    "UPDATE run SET provenance = '{'",
    "UPDATE run SET seconds = -1",
    "UPDATE run SET experimentID = 99",
    "UPDATE experiment SET configurationDigest = 'abc'",
    "DELETE FROM experiment",
    "UPDATE corpus SET classes = '{}'",
    "INSERT INTO metricPoint VALUES (1, 'train', 'accuracy', 1, 0.5, 'finite')",
    "INSERT INTO metricPoint VALUES (1, 'train', 'accuracy', 0, 0.5, 'finite')",
    "INSERT INTO metricPoint VALUES (1, 'training', 'accuracy', 2, 0.5, 'finite')",
    "INSERT INTO metricPoint VALUES (1, 'train', 'accuracy', 2, NULL, 'finite')",
    "INSERT INTO metricPoint VALUES (1, 'train', 'accuracy', 2, 0.5, 'nan')",
    "INSERT INTO metricPoint VALUES (1, 'train', 'accuracy', 2, 9e999, 'finite')",
    "INSERT INTO metricPoint VALUES (7, 'train', 'accuracy', 2, 0.5, 'finite')",
    "INSERT INTO prediction VALUES (1, 1, 'validation', 1, 0, x'00000000')",
    "INSERT INTO claim VALUES ('c', 'm', 'equals', 'gen6', NULL, '[]', 0.05, 'x', 'p', 's', NULL)",
    "INSERT INTO claim VALUES ('c', 'm', 'order', NULL, NULL, '[]', -1, 'x', 'p', 's', NULL)",
  ])
  func `is refused`(sql: String) {
    #expect(throws: DatabaseError.self) { try database.write { try $0.execute(sql: sql) } }
  }

  @Test func `the summary reads well: rounded numbers, times in UTC, no blobs`() throws {
    let row = try #require(
      try database.read { try Row.fetchOne($0, sql: "SELECT * FROM runSummary") })
    #expect(
      Array(row.columnNames) == [
        "id", "experiment", "corpus", "seed", "fold", "status", "epochs", "trainAccuracy",
        "validationAccuracy", "bestValidationAccuracy", "bestEpoch", "validationLoss",
        "validationCrossEntropy", "parameters", "macs", "seconds", "startedAt",
      ])
    #expect(row["validationAccuracy"] == 0.3333 && row["trainAccuracy"] == 0.4333)
    #expect(row["startedAt"] == "2026-09-21T14:13:20Z")
  }

  @Test func `the curve's view names the run and keeps the kind`() throws {
    let rows = try database.read {
      try String.fetchAll(
        $0,
        sql: """
          SELECT epoch || ' ' || split || '.' || name || ' ' || kind FROM learningCurve
          WHERE run = 'a' AND split = 'train' ORDER BY name
          """)
    }
    #expect(rows == ["1 train.accuracy finite", "1 train.loss finite"])
  }

  @Test func `deleting a run takes its rows along`() throws {
    try database.write { try $0.execute(sql: "DELETE FROM run") }
    #expect(try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM metricPoint") } == 0)
  }

  @Test func `writes survive a power cut: write-ahead log, synchronized in full`() throws {
    let mode = try database.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
    #expect(mode == "wal")
    #expect(try RunStore.open(folder.store, access: .readWrite).isFullySynchronized())
  }
}
