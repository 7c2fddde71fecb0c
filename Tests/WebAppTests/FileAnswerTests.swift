import ContentDigest
import Foundation
import HTTPTypes
import Hummingbird
import Testing
import WebApp

@Suite("A file that is sent")
struct FileAnswerTests {
  private let folder: TemporaryFolder
  private let content = Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) })
  private let answer: FileAnswer
  private let digest: ContentDigest

  init() throws {
    folder = try TemporaryFolder()
    let url = folder.url.appending(path: "x.wav")
    try content.write(to: url)
    let file = try #require(OpenFile(url))
    digest = try file.digest()
    answer = FileAnswer(file, digest: digest, mediaType: "audio/wav")
  }

  private var tag: String { "\"\(digest.hexadecimal.prefix(32))\"" }

  @Test("It is whole where nothing else is asked for, and says what it is")
  func whole() async throws {
    #expect(digest == ContentDigest(of: content))
    let response = try answer.response(to: Request())
    #expect(response.status == .ok)
    #expect(response.headers[.contentType] == "audio/wav" && response.headers[.contentLength] == "200000")
    #expect(response.headers[.acceptRanges] == "bytes" && response.headers[.eTag] == tag)
    #expect(response.headers[.cacheControl]?.hasPrefix("private") == true)
    #expect(try await response.content == content)
  }

  @Test(
    "A part is those bytes and no others",
    arguments: [0...0, 5...70_000, 65_535...131_072, 199_999...199_999])
  func parts(bytes: ClosedRange<Int>) async throws {
    let range = "bytes=\(bytes.lowerBound)-\(bytes.upperBound)"
    let response = try answer.response(to: Request(.get, [.range: range]))
    #expect(response.status == .partialContent)
    #expect(response.headers[.contentRange] == "bytes \(bytes.lowerBound)-\(bytes.upperBound)/200000")
    #expect(response.headers[.contentLength] == "\(bytes.count)")
    #expect(try await response.content == content[bytes])
  }

  @Test("A range behind its end is refused with its length")
  func outside() throws {
    let refusal = #expect(throws: Refusal.self) {
      _ = try answer.response(to: Request(.get, [.range: "bytes=200000-"]))
    }
    #expect(refusal?.status == .rangeNotSatisfiable && refusal?.fields[.contentRange] == "bytes */200000")
  }

  @Test("Several ranges, two headers of them, and those of HEAD are answered by the whole")
  func passedOver() throws {
    var twice: HTTPFields = [:]
    twice[values: .range] = ["bytes=0-1", "bytes=2-3"]
    for request in [
      Request(.get, [.range: "bytes=0-1,4-5"]), Request(.get, twice), Request(.head, [.range: "bytes=0-1"]),
    ] {
      let response = try answer.response(to: request)
      #expect(response.status == .ok && response.headers[.contentLength] == "200000")
      #expect(response.headers[.contentRange] == nil)
    }
  }

  @Test("A part of another file than the client has is no part of this one")
  func conditionalParts() throws {
    for (condition, status) in [
      (tag, HTTPResponse.Status.partialContent), ("\"x\"", .ok), ("W/" + tag, .ok),
      ("Mon, 23 Nov 2026 09:00:00 GMT", .ok),
    ] {
      let response = try answer.response(to: Request(.get, [.range: "bytes=0-1", .ifRange: condition]))
      #expect(response.status == status, "\(condition)")
    }
  }

  @Test("What the client has is not sent again")
  func known() async throws {
    for tags in [tag, "W/" + tag, "\"x\", " + tag, "*"] {
      let response = try answer.response(to: Request(.get, [.ifNoneMatch: tags]))
      #expect(response.status == .notModified && response.headers[.eTag] == tag, "\(tags)")
      #expect(try await response.content.isEmpty)
    }
    #expect(try answer.response(to: Request(.get, [.ifNoneMatch: "\"x\""])).status == .ok)
  }

  @Test("A file that becomes shorter while it is sent breaks the answer off")
  func truncation() async throws {
    let response = try answer.response(to: Request())
    try Data().write(to: folder.url.appending(path: "x.wav"), options: [])
    let handle = try FileHandle(forWritingTo: folder.url.appending(path: "x.wav"))
    try handle.truncate(atOffset: 0)
    await #expect(throws: (any Error).self) { _ = try await response.content }
  }

  @Test("A folder, a pipe and what is not there are no files")
  func noFiles() throws {
    #expect(OpenFile(folder.url) == nil && OpenFile(folder.url.appending(path: "absent")) == nil)
    let pipe = folder.url.appending(path: "pipe")
    #expect(mkfifo(pipe.path, 0o600) == 0)
    #expect(OpenFile(pipe) == nil)
  }
}
