import ExperimentSchema
import HTTPTypes
import Hummingbird
import JSONText
import NIOCore
import NIOPosix
import RunStore
import ServiceLifecycle
import Synchronization

/// The course of a run, told as its epochs are stored: to a page that draws it, or to `curl -N`.
///
/// The store is looked at twice a second: other processes write it, and tell nobody. A stream ends with the
/// run, with its reader, and with the server.
final class RunEvents: Sendable {
  /// Streams at once: others must find a connection too.
  private static let greatestCount = 32
  private static let pause = Duration.milliseconds(500)
  /// Looks between heartbeats.
  private static let looksPerHeartbeat = 30

  private let source: StoreSource
  private let count = Mutex(0)

  init(source: StoreSource) { self.source = source }

  func addRoutes(to router: Router<WebContext>) {
    router.get("/api/runs/{id}/events") { [self] request, context in
      let id = try context.name("id")
      let query = try Query(of: request.head.path ?? "")
      // A browser that was cut off says where.
      let known = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }.flatMap { Int($0) }
      let after = try known.map { max(0, $0) } ?? query.number("after", in: 0...1_000_000_000, or: 0)
      let run = try await look { try $0.runID(startingWith: id) }
      guard enter() else {
        throw Refusal(
          status: .serviceUnavailable, found: "\(Self.greatestCount) streams of events already",
          expected: "a free one", remedy: "Close pages that show runs.", fields: [.retryAfter: "10"])
      }
      return response(to: request, run: run, after: after)
    }
  }

  private func enter() -> Bool {
    count.withLock { count in
      guard count < Self.greatestCount else { return false }
      count += 1
      return true
    }
  }

  private func response(to request: Request, run: String, after: Int) -> Response {
    let place = StreamPlace { self.count.withLock { $0 -= 1 } }
    let body = ResponseBody { writer in
      let isClosed = Atomic(false)
      _ = place
      try await request.body.consumeWithInboundCloseHandler { _ in
        try await self.tell(of: run, after: after, isClosed: isClosed, to: &writer)
      } onInboundClosed: {
        isClosed.store(true, ordering: .relaxed)
      }
      try await writer.finish(nil)
    }
    return Response(
      status: .ok, headers: [.contentType: "text/event-stream; charset=utf-8", .connection: "close"],
      body: body)
  }

  private func tell(
    of run: String, after: Int, isClosed: borrowing Atomic<Bool>, to writer: inout any ResponseBodyWriter
  ) async throws {
    var known = after
    var looks = 0
    while !isClosed.load(ordering: .relaxed), !Task.isShuttingDownGracefully, !Task.isCancelled {
      let (epochs, status) = try await look { [known] store in
        // The state first: what is stored before a run's end is then all there.
        let status = try store.runSummaries(RunFilter(idPrefix: run)).first { $0.id == run }?.status
        return (try store.recordedEpochs(ofRun: run, after: known), status)
      }
      for epoch in epochs {
        let event = ServerSentEvent(name: "epoch", id: epoch.epoch, data: epoch.node.compactText())
        try await writer.write(ByteBuffer(string: event.text))
        known = epoch.epoch
      }
      guard let status, status == .running || status == .queued else {
        let event = ServerSentEvent(
          name: "end", data: JSONNode.object(["status": .string(status?.rawValue ?? "removed")]).compactText()
        )
        return try await writer.write(ByteBuffer(string: event.text))
      }
      looks += 1
      if looks.isMultiple(of: Self.looksPerHeartbeat) || looks == 1 {
        try await writer.write(ByteBuffer(string: ServerSentEvent.heartbeat))
      }
      try await Task.sleep(for: Self.pause)
    }
  }

  private func look<Value: Sendable>(
    _ body: @escaping @Sendable (RunStore) throws -> Value
  ) async throws -> Value {
    try await NIOThreadPool.singleton.runIfActive { [source] in try body(source.store()) }
  }

  /// A stream's place among those there may be, given back when nothing holds it, however the stream ended.
  private final class StreamPlace: Sendable {
    private let leave: @Sendable () -> Void
    init(leave: @escaping @Sendable () -> Void) { self.leave = leave }
    deinit { leave() }
  }
}
