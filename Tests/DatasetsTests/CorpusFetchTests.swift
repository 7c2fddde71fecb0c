import ContentDigest
import Datasets
import Downloads
import Foundation
import TestSupport
import Testing

@Suite("Corpus fetch")
struct CorpusFetchTests {
  private static let archive = packageFolder.appending(path: "Tests/DownloadsTests/Archives/corpus.zip")

  private static let small = KnownCorpus(
    name: "small", folderName: "small", address: "https://example.org/none", licence: "CC0", clipCount: 4,
    classNames: ["dog", "rain"], folds: [1, 2], greatestArchiveSize: 1 << 20, greatestSize: 1 << 20)

  private func behavior() throws -> LoopbackServer.Behavior {
    LoopbackServer.Behavior(content: [UInt8](try Data(contentsOf: Self.archive)))
  }

  private func names(in folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
  }

  @Test func `a corpus is fetched over breaks, unpacked, checked and written down`() throws {
    let folder = try TemporaryFolder()
    var behavior = try behavior()
    behavior.breaks = [500, 500]
    let server = LoopbackServer(behavior)
    let target = folder.url.appending(path: "data/small")
    let fetch = CorpusFetch(
      Self.small, to: target, address: server.address, digest: ContentDigest(of: behavior.content))
    let fetched = try fetch.perform()
    #expect(server.ranges == [nil, "bytes=500-", "bytes=1000-"])
    #expect(fetched.corpus.name == "small" && fetched.corpus.examples.count == 4)
    #expect(fetched.corpus.reading?.layout == .manifest)
    #expect(fetched.archive.digest == ContentDigest(of: behavior.content))
    let manifest = try String(contentsOf: fetched.manifest, encoding: .utf8)
    #expect(manifest.contains(#""licence": "CC0""#) && manifest.contains("LICENSE"))
    let data = target.deletingLastPathComponent()
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: data.path) == ["small"], "nothing else is left")
    #expect(throws: CorpusError.self) { try fetch.perform() }
  }

  @Test func `an archive that is not the corpus leaves nothing behind`() throws {
    let folder = try TemporaryFolder()
    let server = LoopbackServer(try behavior())
    var other = Self.small
    other.clipCount = 2_000
    other.folds = [1, 2, 3]
    let fetch = CorpusFetch(other, to: folder.url.appending(path: "small"), address: server.address)
    #expect {
      try fetch.perform()
    } throws: {
      "\($0)".contains("found 4 clips; expected 2000") && "\($0)".contains("found the folds [1, 2]")
    }
    #expect(try names(in: folder).isEmpty)
    let words = LoopbackServer(LoopbackServer.Behavior(content: Array("no archive".utf8)))
    #expect(throws: ArchiveError.self) {
      try CorpusFetch(Self.small, to: folder.url.appending(path: "small"), address: words.address).perform()
    }
    #expect(try names(in: folder).isEmpty)
  }

  @Test func `a folder that holds something is refused before anything is asked for`() throws {
    let folder = try TemporaryFolder()
    let server = LoopbackServer(try behavior())
    try Data().write(to: folder.url.appending(path: "mine.txt"))
    #expect(throws: CorpusError.self) {
      try CorpusFetch(Self.small, to: folder.url, address: server.address).perform()
    }
    #expect(server.ranges.isEmpty)
  }

  @Test func `the archive stays where that is asked for, and is used again`() throws {
    let folder = try TemporaryFolder()
    let server = LoopbackServer(try behavior())
    for name in ["small", "small"] {
      let target = folder.url.appending(path: name)
      try? FileManager.default.removeItem(at: target)
      _ = try CorpusFetch(Self.small, to: target, address: server.address, keepsArchive: true).perform()
    }
    #expect(try names(in: folder) == ["small", "small.zip"])
    #expect(server.ranges.count == 1)
  }
}
