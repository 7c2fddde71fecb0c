import ContentDigest
import Downloads
import Foundation
import Glibc
import TestSupport
import Testing

/// A folder for one test; removed with it.
final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory.appending(path: "earshot-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: url) }

  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted() }
}

@Suite("File downloads")
struct FileDownloadTests {
  private static let content = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 11) }
  private static let digest = ContentDigest(of: content)

  private func download(
    _ server: LoopbackServer, to folder: TemporaryFolder, digest: ContentDigest? = nil,
    greatest: Int64 = 1 << 30
  ) -> FileDownload {
    FileDownload(
      address: server.address, file: folder.url.appending(path: "file.zip"), digest: digest,
      greatestSize: greatest,
      patience: 0)
  }

  private func reason(_ body: () throws -> Void) -> DownloadError.Reason? {
    do {
      try body()
      return nil
    } catch {
      #expect("\(error)".contains(". ") || "\(error)".contains(": "))
      return (error as? DownloadError)?.reason
    }
  }

  @Test(arguments: [true, false])
  func `a file is fetched, with its size where the server says`(tellsLength: Bool) throws {
    let folder = try TemporaryFolder()
    var behavior = LoopbackServer.Behavior(content: Self.content)
    behavior.tellsLength = tellsLength
    let server = LoopbackServer(behavior)
    var steps: [(Int64, Int64?)] = []
    let fetched = try download(server, to: folder, digest: Self.digest).fetch(progress: {
      steps.append(($0, $1))
    })
    #expect(fetched.size == 3_000_000 && fetched.digest == Self.digest && fetched.resumedAt == 0)
    #expect(try [UInt8](Data(contentsOf: folder.url.appending(path: "file.zip"))) == Self.content)
    #expect(folder.names == ["file.zip"])
    #expect(steps.map(\.0) == steps.map(\.0).sorted() && steps.last?.0 == 3_000_000)
    #expect(steps.allSatisfy { $0.1 == (tellsLength ? 3_000_000 : nil) })
  }

  @Test func `a transfer that breaks off again and again goes on where it was`() throws {
    let folder = try TemporaryFolder()
    var behavior = LoopbackServer.Behavior(content: Self.content)
    behavior.breaks = [1_000_000, 1, 500_000, 0, 700_000]
    let server = LoopbackServer(behavior)
    let fetched = try download(server, to: folder, digest: Self.digest).fetch()
    #expect(fetched.digest == Self.digest)
    #expect(
      server.ranges == [
        nil, "bytes=1000000-", "bytes=1000001-", "bytes=1500001-", "bytes=1500001-", "bytes=2200001-",
      ])
  }

  @Test func `a server that knows no ranges sends all of it again`() throws {
    let folder = try TemporaryFolder()
    var behavior = LoopbackServer.Behavior(content: Self.content)
    behavior.knowsRanges = false
    behavior.breaks = [2_000_000]
    let server = LoopbackServer(behavior)
    #expect(try download(server, to: folder).fetch().digest == Self.digest)
    #expect(server.ranges == [nil, "bytes=2000000-"])
  }

  @Test func `what a stopped fetch has left is gone on with by the next`() throws {
    let folder = try TemporaryFolder()
    var behavior = LoopbackServer.Behavior(content: Self.content)
    let server = LoopbackServer(behavior)
    var arrived: Int64 = 0
    let stopped = reason {
      _ = try download(server, to: folder).fetch(
        isCancelled: { arrived > 100_000 }, progress: { done, _ in arrived = done })
    }
    guard case .cancelled(let size) = stopped else {
      Issue.record("\(String(describing: stopped))")
      return
    }
    #expect(folder.names == ["file.zip.part"])
    behavior.breaks = []
    let second = LoopbackServer(behavior)
    let fetched = try download(second, to: folder, digest: Self.digest).fetch()
    #expect(fetched.resumedAt == size && second.ranges == ["bytes=\(size)-"])
    #expect(fetched.digest == Self.digest)
  }

  @Test func `a file that is there is not fetched again, unless it is another`() throws {
    let folder = try TemporaryFolder()
    let server = LoopbackServer(LoopbackServer.Behavior(content: Self.content))
    _ = try download(server, to: folder).fetch()
    #expect(try download(server, to: folder, digest: Self.digest).fetch().resumedAt == 3_000_000)
    #expect(server.ranges.count == 1)
    try Data("other".utf8).write(to: folder.url.appending(path: "file.zip"))
    #expect(try download(server, to: folder, digest: Self.digest).fetch().resumedAt == 0)
  }

  @Test func `a part that is whole is recognised, one of another file is begun anew`() throws {
    let folder = try TemporaryFolder()
    let part = folder.url.appending(path: "file.zip.part")
    let server = LoopbackServer(LoopbackServer.Behavior(content: Self.content))
    try Data(Self.content).write(to: part)
    #expect(try download(server, to: folder, digest: Self.digest).fetch().digest == Self.digest)
    try FileManager.default.removeItem(at: folder.url.appending(path: "file.zip"))
    try Data(repeating: 7, count: 4_000_000).write(to: part)
    #expect(try download(server, to: folder).fetch().digest == Self.digest)
    #expect(server.ranges == ["bytes=3000000-", "bytes=4000000-", nil])
  }

  @Test func `another digest, too many bytes and a server that refuses are told`() throws {
    let folder = try TemporaryFolder()
    let vacant = try TemporaryFolder()
    let server = LoopbackServer(LoopbackServer.Behavior(content: Self.content))
    let other = ContentDigest(of: "other")
    #expect(
      reason { _ = try download(server, to: folder, digest: other).fetch() }
        == .digest(found: Self.digest, expected: other))
    #expect(folder.names.isEmpty, "what is another file is not gone on with")
    #expect(
      reason { _ = try download(server, to: folder, greatest: 1_000).fetch() } == .size(greatest: 1_000))
    var behavior = LoopbackServer.Behavior(content: Self.content)
    behavior.tellsLength = false
    let silent = LoopbackServer(behavior)
    #expect(
      reason { _ = try download(silent, to: folder, greatest: 200_000).fetch() } == .size(greatest: 200_000))
    behavior.status = 404
    let refusing = LoopbackServer(behavior)
    #expect(reason { _ = try download(refusing, to: vacant).fetch() } == .refused(status: 404))
    #expect(refusing.ranges.count == 1)
  }

  @Test func `a server that fails each time is given up, and what came is kept`() throws {
    let folder = try TemporaryFolder()
    let vacant = try TemporaryFolder()
    var behavior = LoopbackServer.Behavior(content: Self.content)
    behavior.breaks = [50_000] + [Int](repeating: 0, count: 20)
    let server = LoopbackServer(behavior)
    guard case .broken(nil, _, 50_000) = reason({ _ = try download(server, to: folder).fetch() }) else {
      Issue.record("it was not given up")
      return
    }
    #expect(folder.names == ["file.zip.part"])
    behavior.status = 503
    let busy = LoopbackServer(behavior)
    guard case .broken(503, _, 0) = reason({ _ = try download(busy, to: vacant).fetch() }) else {
      Issue.record("503 was not tried again")
      return
    }
  }

  @Test(arguments: [
    "http://example.org/file.zip", "ftp://127.0.0.1/file.zip", "file:///etc/passwd", "file.zip", "",
    "http://127.0.0.1.example.org/x",
  ])
  func `other protocols, and plain text with other machines, are refused`(address: String) throws {
    let folder = try TemporaryFolder()
    let download = FileDownload(address: address, file: folder.url.appending(path: "file.zip"), patience: 0)
    #expect(reason { _ = try download.fetch() } == .address)
    #expect(folder.names.isEmpty)
  }

  @Test func `a redirection to another protocol is not followed`() throws {
    let folder = try TemporaryFolder()
    let secret = folder.url.appending(path: "secret")
    try Data("secret".utf8).write(to: secret)
    var behavior = LoopbackServer.Behavior(content: [])
    behavior.redirection = "file://" + secret.path
    let server = LoopbackServer(behavior)
    guard case .broken = reason({ _ = try download(server, to: folder).fetch() }) else {
      Issue.record("it was followed")
      return
    }
    #expect(!folder.names.contains("file.zip"))
  }

  @Test func `one process at a time, no links, and a folder that can be written to`() throws {
    let folder = try TemporaryFolder()
    let server = LoopbackServer(LoopbackServer.Behavior(content: Self.content))
    let part = folder.url.appending(path: "file.zip.part")
    let holder = open(part.path, O_RDWR | O_CREAT, 0o600)
    flock(holder, LOCK_EX)
    #expect(reason { _ = try download(server, to: folder).fetch() } == .busy)
    close(holder)
    try FileManager.default.removeItem(at: part)
    try FileManager.default.createSymbolicLink(atPath: part.path, withDestinationPath: "elsewhere")
    #expect(reason { _ = try download(server, to: folder).fetch() } == .unwritable(code: ELOOP))
    let nowhere = FileDownload(
      address: server.address, file: folder.url.appending(path: "no/file.zip"), patience: 0)
    #expect(reason { _ = try nowhere.fetch() } == .unwritable(code: ENOENT))
    #expect(server.ranges.isEmpty)
  }
}
