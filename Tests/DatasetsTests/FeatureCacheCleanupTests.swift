import ContentDigest
import Datasets
import Foundation
import Testing

@Suite("Cleaning the feature cache")
struct FeatureCacheCleanupTests {
  private let folder: URL
  private let cache: FeatureCache
  private let keys = (0..<8).map { ContentDigest(of: "clip \($0)") }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "earshot-cache-\(UUID().uuidString)")
    cache = FeatureCache(folder: folder)
    for (index, key) in keys.enumerated() {
      try cache.store([Float](repeating: Float(index), count: 100), shape: [100], for: key)
      // Used a day apart, the first the longest ago.
      try setTime(of: cache.file(for: key), daysAgo: Double(10 - index))
    }
  }

  private func setTime(of file: URL, daysAgo: Double) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -86_400 * daysAgo)], ofItemAtPath: file.path)
  }

  private var kept: [Int] {
    keys.indices.filter { FileManager.default.fileExists(atPath: cache.file(for: keys[$0]).path) }
  }

  private var entrySize: Int {
    get throws {
      try #require(
        try FileManager.default.attributesOfItem(atPath: cache.file(for: keys[0]).path)[.size] as? Int)
    }
  }

  @Test func `what was used last stays, as much as may`() throws {
    let size = try entrySize
    let cleanup = FeatureCacheCleanup(of: cache, keeping: 3 * size + size / 2, at: Date())
    #expect(cleanup.entryCount == 5)
    #expect(cleanup.byteCount == 5 * size)
    #expect(cleanup.keptByteCount == 3 * size)
    #expect(kept.count == 8)
    #expect(cleanup.perform().isEmpty)
    #expect(kept == [5, 6, 7])
    #expect(cache.features(for: keys[6], shape: [100]) == [Float](repeating: 6, count: 100))
    try FileManager.default.removeItem(at: folder)
  }

  @Test func `reading features counts as use, once a day`() throws {
    #expect(cache.features(for: keys[0], shape: [100]) != nil)
    let size = try entrySize
    _ = FeatureCacheCleanup(of: cache, keeping: 2 * size, at: Date()).perform()
    #expect(kept == [0, 7])
    try FileManager.default.removeItem(at: folder)
  }

  @Test func `an entry that is used while others are taken away stays`() throws {
    let cleanup = FeatureCacheCleanup(of: cache, keeping: 0, at: Date())
    #expect(cache.features(for: keys[2], shape: [100]) != nil)
    #expect(cleanup.perform().isEmpty)
    #expect(kept == [2])
    try FileManager.default.removeItem(at: folder)
  }

  @Test func `files never finished go after a day, and others than the cache's stay`() throws {
    let group = cache.file(for: keys[0]).deletingLastPathComponent()
    let (old, new) = (group.appending(path: ".a.1.2.tmp"), group.appending(path: ".b.1.2.tmp"))
    try Data("torn".utf8).write(to: old)
    try Data("torn".utf8).write(to: new)
    try setTime(of: old, daysAgo: 1.1)
    let link = group.appending(path: "link")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: cache.file(for: keys[7]))
    let cleanup = FeatureCacheCleanup(of: cache, keeping: .max, at: Date())
    #expect(cleanup.entryCount == 1)
    #expect(cleanup.lastUse == nil)
    _ = cleanup.perform()
    #expect(!FileManager.default.fileExists(atPath: old.path))
    #expect(FileManager.default.fileExists(atPath: new.path))
    #expect(FileManager.default.fileExists(atPath: link.path))
    #expect(kept.count == 8)
    try FileManager.default.removeItem(at: folder)
  }

  @Test func `where there is no cache there is nothing to take away`() throws {
    try FileManager.default.removeItem(at: folder)
    let cleanup = FeatureCacheCleanup(of: cache, keeping: 0, at: Date())
    #expect(cleanup.entryCount == 0)
    #expect(cleanup.perform().isEmpty)
  }
}
