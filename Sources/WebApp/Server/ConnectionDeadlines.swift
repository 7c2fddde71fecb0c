import HTTPTypes
package import NIOCore
import NIOHTTP1
package import NIOHTTPTypes

/// Ends connections whose client is slow: in sending headers, in sending a body, in taking an answer, in
/// leaving when the server ends.
///
/// It also answers what no request can be made of, and tells a client that waits with a body (`Expect:
/// 100-continue`) to send it. Checked in `ConnectionDeadlinesTests`, and by raw sockets in
/// `Tests/Integration/web_security.py`.
package final class ConnectionDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
  package typealias InboundIn = HTTPRequestPart
  package typealias InboundOut = HTTPRequestPart
  package typealias OutboundIn = HTTPResponsePart
  package typealias OutboundOut = HTTPResponsePart

  /// Seconds in which what a client still sends behind an answer is taken, so that it comes to read the
  /// answer.
  private static let lingerSeconds = 2

  private let limits: WebLimits
  /// The end of the time for what is being received.
  private var receiving: Scheduled<Void>?
  /// The end of the time for what is being sent.
  private var sending: Scheduled<Void>?
  /// The end of all time.
  private var leaving: Scheduled<Void>?
  private var isReceivingBody = false
  private var unansweredCount = 0
  private var unsentCount = 0

  package init(limits: WebLimits) { self.limits = limits }

  // MARK: The life of a connection

  package func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { expect(within: limits.headerSeconds, context) }
  }

  package func channelActive(context: ChannelHandlerContext) {
    expect(within: limits.headerSeconds, context)
    context.fireChannelActive()
  }

  package func channelInactive(context: ChannelHandlerContext) {
    cancel()
    context.fireChannelInactive()
  }

  package func handlerRemoved(context: ChannelHandlerContext) { cancel() }

  package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is ChannelShouldQuiesceEvent {
      leaving = context.eventLoop.assumeIsolated().scheduleTask(
        in: .seconds(Int64(limits.shutdownSeconds))
      ) { context.close(promise: nil) }
    }
    context.fireUserInboundEventTriggered(event)
  }

  // MARK: What is received

  package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      unansweredCount += 1
      isReceivingBody = true
      expect(within: limits.bodySeconds, context)
      answerExpectation(of: head, context)
    case .body: break
    case .end:
      isReceivingBody = false
      receiving?.cancel()
      receiving = nil
    }
    context.fireChannelRead(data)
  }

  /// Tells a client that asks first to go on, where the body it announces is not too long; else the answer
  /// says so.
  private func answerExpectation(of head: HTTPRequest, _ context: ChannelHandlerContext) {
    guard head.headerFields[.expect]?.lowercased() == "100-continue", unansweredCount == 1 else { return }
    let length = head.headerFields[.contentLength].flatMap { Int($0) } ?? 0
    guard length <= limits.uploadBytes else { return }
    context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
  }

  package func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
    // Behind an answer that is under way nothing else can be said; whoever reads the body must know that it
    // broke off.
    guard unansweredCount == 0 else {
      context.fireErrorCaught(error)
      return context.close(promise: nil)
    }
    let isTooLong = error == .headerOverflow
    let status: HTTPResponse.Status = isTooLong ? .requestHeaderFieldsTooLarge : .badRequest
    let fields: HTTPFields = [.connection: "close", .contentLength: "0"]
    context.write(
      wrapOutboundOut(.head(HTTPResponse(status: status, headerFields: fields))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    expect(within: Self.lingerSeconds, context)
    context.close(mode: .output, promise: nil)
  }

  // MARK: What is sent

  package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) {
      unansweredCount -= 1
      if isReceivingBody {
        expect(within: Self.lingerSeconds, context)
      } else if unansweredCount == 0 {
        expect(within: limits.headerSeconds, context)
      }
    }
    let promise = promise ?? context.eventLoop.makePromise()
    unsentCount += 1
    if sending == nil { watchSending(context) }
    promise.futureResult.assumeIsolated().whenComplete { _ in
      self.unsentCount -= 1
      self.sending?.cancel()
      self.sending = nil
      if self.unsentCount > 0 { self.watchSending(context) }
    }
    context.write(data, promise: promise)
  }

  // MARK: Time

  private func expect(within seconds: Int, _ context: ChannelHandlerContext) {
    receiving?.cancel()
    receiving = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Int64(seconds))) {
      context.close(promise: nil)
    }
  }

  private func watchSending(_ context: ChannelHandlerContext) {
    sending = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Int64(limits.stallSeconds))) {
      context.close(promise: nil)
    }
  }

  private func cancel() {
    for task in [receiving, sending, leaving] { task?.cancel() }
    (receiving, sending, leaving) = (nil, nil, nil)
  }
}
