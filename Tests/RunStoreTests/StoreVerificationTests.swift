import ContentDigest
import ExperimentSchema
import Foundation
import GRDB
import RunStore
import SeededRandom
import Testing

@Suite("Store verification: what is damaged is named")
struct StoreVerificationTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let store = try RunStore.open(folder.store, access: .readWrite)
    try RunStoreMergeTests.fill(store, ["a", "b"])
    for id in ["a", "b"] {
      let place = folder.url.appending(path: id)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try Data("{\"a\":1}".utf8).write(to: place.appending(path: "model.json"))
      try store.export(run: id, to: place.appending(path: "run.sqlite"))
    }
    // The fixture's artifact names another content.
    try DatabaseQueue(path: folder.store.path).write {
      try $0.execute(
        sql: "UPDATE artifact SET digest = ?", arguments: [ContentDigest(of: "{\"a\":1}").hexadecimal])
    }
  }

  func findings() throws -> [String] {
    try RunStore.open(folder.store, access: .readOnly).verify(foldersIn: folder.url).findings
      .map { ($0.run.map { "\($0): " } ?? "") + $0.problem }
  }

  @Test func `a sound store has no findings, and all of it was read`() throws {
    let verification = try RunStore.open(folder.store, access: .readOnly).verify(foldersIn: folder.url)
    #expect(verification.isSound && verification.runCount == 2 && verification.digestedEpochCount == 6)
    #expect(
      verification.fileCount == 2 && verification.undigestedEpochCount == 0
        && verification.runsWithoutRows == [])
  }

  @Test(arguments: [
    (
      "UPDATE metricPoint SET value = 0.70000000000000007 WHERE run = 2 AND epoch = 3 AND name = 'accuracy' AND split = 'train'",
      "b: the metrics of epoch 3"
    ),
    ("UPDATE epochDigest SET epoch = 4 WHERE run = 1 AND epoch = 3", "a: epoch 4 has a digest"),
    ("DELETE FROM epochDigest WHERE run = 1 AND epoch = 1", "a: 1 of 3 epochs have no digest"),
    ("UPDATE prediction SET label = 0 WHERE run = 1", "a: its predictions"),
    ("DELETE FROM prediction WHERE run = 2", "b: its predictions"),
    ("UPDATE run SET validationLoss = 2 WHERE id = 'b'", "b: its column validationLoss"),
    ("UPDATE run SET bestEpoch = 1 WHERE id = 'b'", "b: its column bestValidationAccuracy"),
    ("UPDATE artifact SET byteCount = 8 WHERE run = 1", "a: model.json has 7 bytes"),
    ("UPDATE artifact SET path = 'absent' WHERE run = 2", "b: absent is not there"),
    ("UPDATE corpus SET clipCount = 9", "the database: corpus tones"),
    ("PRAGMA foreign_keys = OFF; DELETE FROM example WHERE clip = 'clip1.wav'", "refers to a row of example"),
  ])
  func `is found`(damage: String, expected: String) throws {
    try DatabaseQueue(path: folder.store.path).inDatabase { try $0.execute(sql: damage) }
    let found = try findings()
    #expect(found.contains { $0.contains(expected) }, "\(found)")
  }

  @Test func `rows that a folder lacks, or that are older, are known`() throws {
    let store = try RunStore.open(folder.store, access: .readWrite)
    try store.create(StoreFixture.run("c", seed: 3))
    try store.begin("c", at: StoreFixture.time)
    let place = folder.url.appending(path: "c")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try store.record(epochs: [StoreFixture.epoch("c", 1)])
    try store.export(run: "c", to: place.appending(path: "run.sqlite"))
    try store.finish("c", StoreFixture.outcome(.interrupted))
    try FileManager.default.removeItem(at: folder.url.appending(path: "b/run.sqlite"))
    let verification = try store.verify(foldersIn: folder.url)
    #expect(verification.isSound && verification.runsWithoutRows == ["b", "c"])
    try store.export(run: "c", to: place.appending(path: "run.sqlite"))
    #expect(try store.verify(foldersIn: folder.url).runsWithoutRows == ["b"])
  }

  @Test func `files that changed or went are found`() throws {
    try Data("{\"a\":2}".utf8).write(to: folder.url.appending(path: "a/model.json"))
    try Data("no store".utf8).write(to: folder.url.appending(path: "a/run.sqlite"))
    try FileManager.default.removeItem(at: folder.url.appending(path: "b"))
    let found = try findings()
    #expect(found.contains { $0.hasPrefix("a: model.json is not what was stored") })
    #expect(found.contains { $0.hasPrefix("a: run.sqlite in its folder") })
    #expect(found.contains("b: its folder is not there"))
  }

  @Test func `every flipped page is found, or holds nothing of ours`() throws {
    let whole = try Data(contentsOf: flushedStore())
    let pageSize = 4096
    var random = RandomStream(seed: 7, purpose: .splitting)
    for page in 0..<whole.count / pageSize {
      var bytes = whole
      // A page of noise, its first bytes too, as a broken disk gives it.
      for index in page * pageSize..<(page + 1) * pageSize {
        bytes[index] = UInt8.random(in: 0...255, using: &random)
      }
      try #require(try isDamageFound(in: bytes), "page \(page)")
    }
  }

  @Test func `of single flipped bits in what was measured, none goes unnoticed`() throws {
    let whole = try Data(contentsOf: flushedStore())
    // The values of the last epoch, wherever they are in the file: 0.7 as SQLite writes it.
    let pattern = Data(withUnsafeBytes(of: (0.7).bitPattern.bigEndian, Array.init))
    var places: [Int] = []
    var start = whole.startIndex
    while let range = whole.range(of: pattern, in: start..<whole.endIndex) {
      places.append(range.lowerBound)
      start = range.upperBound
    }
    try #require(places.count >= 4)
    for place in places {
      for bit in [0, 7, 30, 51] {
        var bytes = whole
        bytes[place + 7 - bit / 8] ^= UInt8(1 << (bit % 8))
        try #require(try isDamageFound(in: bytes), "byte \(place), bit \(bit)")
      }
    }
  }

  /// The store with its log written into it.
  private func flushedStore() throws -> URL {
    try DatabaseQueue(path: folder.store.path).writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    return folder.store
  }

  private func isDamageFound(in bytes: Data) throws -> Bool {
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: folder.store.path + suffix) }
    try bytes.write(to: folder.store)
    do throws(RunStoreError) {
      return try !RunStore.open(folder.store, access: .readOnly).verify(foldersIn: folder.url).isSound
    } catch {
      return true
    }
  }
}
