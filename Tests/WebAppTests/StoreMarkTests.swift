import Foundation
import NIOCore
import Testing
import WebApp

@Suite("Pages that are kept")
struct StoreMarkTests {
  /// A store's file that was written `seconds` ago.
  private func file(_ content: String, seconds: Double) throws -> URL {
    let file = FileManager.default.temporaryDirectory.appending(path: "mark-\(UUID().uuidString)")
    try Data(content.utf8).write(to: file)
    try age(file, seconds)
    return file
  }

  private func age(_ file: URL, _ seconds: Double) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -seconds)], ofItemAtPath: file.path)
  }

  @Test("A store that has just been written has no mark, nor has one that is not there")
  func young() throws {
    let file = try file("a", seconds: -60)
    defer { try? FileManager.default.removeItem(at: file) }
    #expect(StoreMark(of: file) == nil)
    #expect(StoreMark(of: file.appending(path: "absent")) == nil)
  }

  @Test("Every change changes the mark: of the file, and of its log")
  func changes() throws {
    let file = try file("a", seconds: 100)
    let log = URL(filePath: file.path + "-wal")
    defer { for file in [file, log] { try? FileManager.default.removeItem(at: file) } }
    let first = try #require(StoreMark(of: file))
    #expect(StoreMark(of: file) == first)
    try Data("b".utf8).write(to: log)
    try age(log, 90)
    let second = try #require(StoreMark(of: file))
    #expect(second != first)
    try age(log, 80)
    #expect(StoreMark(of: file) != second)
  }

  @Test("A page is given back at the mark it was made at, and at no other")
  func cache() throws {
    let (one, other) = (try file("a", seconds: 100), try file("bb", seconds: 50))
    defer { for file in [one, other] { try? FileManager.default.removeItem(at: file) } }
    let (first, second) = (StoreMark(of: one), StoreMark(of: other))
    let cache = PageCache(capacity: 1_000)
    cache.keep(ByteBuffer(string: "page"), as: "/runs", at: first)
    #expect(cache.page("/runs", at: first) == ByteBuffer(string: "page"))
    #expect(cache.page("/runs", at: second) == nil && cache.page("/", at: first) == nil)
    #expect(cache.page("/runs", at: nil) == nil)
    cache.keep(ByteBuffer(string: "other"), as: "/", at: second)
    #expect(cache.page("/runs", at: first) == nil && cache.page("/", at: second) != nil)
  }

  @Test("A cache holds no more than it may")
  func capacity() throws {
    let file = try file("a", seconds: 100)
    defer { try? FileManager.default.removeItem(at: file) }
    let mark = StoreMark(of: file)
    let cache = PageCache(capacity: 1_000)
    cache.keep(ByteBuffer(string: String(repeating: "x", count: 300)), as: "large", at: mark)
    #expect(cache.page("large", at: mark) == nil)
    let pages = (0..<100).map { "page \($0)" }
    for page in pages {
      cache.keep(ByteBuffer(string: String(repeating: "x", count: 100)), as: page, at: mark)
    }
    #expect(pages.count { cache.page($0, at: mark) != nil } <= 10)
    #expect(cache.page("page 99", at: mark) != nil)
  }
}
