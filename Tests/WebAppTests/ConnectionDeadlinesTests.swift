import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import Testing
import WebApp

/// Time passes here when a test says so.
@Suite("Slow clients")
struct ConnectionDeadlinesTests {
  private let limits = WebLimits()

  private func connection() throws -> EmbeddedChannel {
    let channel = EmbeddedChannel()
    try channel.pipeline.syncOperations.addHandler(ConnectionDeadlines(limits: limits))
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 5000)).wait()
    return channel
  }

  private func head(_ fields: HTTPFields = [:]) -> HTTPRequestPart {
    .head(HTTPRequest(method: .post, scheme: "http", authority: "a", path: "/", headerFields: fields))
  }

  private func answer(_ channel: EmbeddedChannel) throws {
    try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
    try channel.writeOutbound(HTTPResponsePart.end(nil))
  }

  private func wait(_ seconds: Int, _ channel: EmbeddedChannel) {
    channel.embeddedEventLoop.advanceTime(by: .seconds(Int64(seconds)))
  }

  @Test("Headers that do not end in time end the connection")
  func headers() throws {
    let channel = try connection()
    wait(limits.headerSeconds - 1, channel)
    #expect(channel.isActive)
    wait(1, channel)
    #expect(!channel.isActive)
  }

  @Test("A body that does not end in time ends the connection, however steadily it drips")
  func body() throws {
    let channel = try connection()
    try channel.writeInbound(head())
    for _ in 1..<limits.bodySeconds {
      try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "x")))
      wait(1, channel)
      #expect(channel.isActive)
    }
    wait(1, channel)
    #expect(!channel.isActive)
  }

  @Test("An answer may take its time; the next request must begin in time")
  func answers() throws {
    let channel = try connection()
    try channel.writeInbound(head())
    try channel.writeInbound(HTTPRequestPart.end(nil))
    wait(1_000, channel)
    #expect(channel.isActive)
    try answer(channel)
    wait(limits.headerSeconds - 1, channel)
    #expect(channel.isActive)
    wait(1, channel)
    #expect(!channel.isActive)
  }

  @Test("Who is refused before a body's end has a moment to read why")
  func early() throws {
    let channel = try connection()
    try channel.writeInbound(head())
    try answer(channel)
    wait(1, channel)
    #expect(channel.isActive)
    wait(1, channel)
    #expect(!channel.isActive)
  }

  @Test("A client that asks first is told to go on, but not with too long a body")
  func expectation() throws {
    for (length, isTold) in [(1_000, true), (limits.uploadBytes + 1, false)] {
      let channel = try connection()
      try channel.writeInbound(head([.expect: "100-continue", .contentLength: "\(length)"]))
      let part = try channel.readOutbound(as: HTTPResponsePart.self)
      #expect((part == .head(HTTPResponse(status: .continue))) == isTold)
    }
  }

  @Test("What is no request is answered with a reason, and ends the connection")
  func parserErrors() throws {
    for (error, status) in [
      (HTTPParserError.headerOverflow, HTTPResponse.Status.requestHeaderFieldsTooLarge),
      (.invalidMethod, .badRequest),
    ] {
      let channel = try connection()
      channel.pipeline.fireErrorCaught(error)
      guard case .head(let head) = try channel.readOutbound(as: HTTPResponsePart.self) else {
        Issue.record("no answer")
        continue
      }
      #expect(head.status == status)
      wait(2, channel)
      #expect(!channel.isActive)
    }
  }

  @Test("A connection ends within its time when the server does, whatever it is doing")
  func shutdown() throws {
    let channel = try connection()
    try channel.writeInbound(head())
    try channel.writeInbound(HTTPRequestPart.end(nil))
    channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    wait(limits.shutdownSeconds - 1, channel)
    #expect(channel.isActive)
    wait(1, channel)
    #expect(!channel.isActive)
  }
}
