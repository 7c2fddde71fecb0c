import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import Reporting
import RunStore

/// Stands before every route, and behind it: lets requests in or refuses them, turns what is thrown into an
/// answer that tells nothing of this machine, and guards every response.
struct SafetyMiddleware: RouterMiddleware {
  typealias Context = WebContext

  let gate: RequestGate
  let pages: PageFrame

  func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    let facts = RequestFacts(request, cookieName: gate.cookieName)
    var response: Response
    do {
      if let admission = admission(by: request, facts) {
        response = admission
      } else if let refusal = gate.refusal(of: facts) {
        throw refusal
      } else {
        response = try await next(request, context)
        giveToken(facts, &response)
      }
    } catch let error as HTTPParserError {
      // The connection is at fault, and its handler ends it.
      throw error
    } catch {
      let refusal = Self.refusal(for: error, path: facts.path, context.logger)
      response = answer(refusal, path: facts.path)
    }
    ResponseGuard.protect(&response)
    return response
  }

  /// What follows the token in an address, as `earshot serve` prints it where the server is reached from
  /// elsewhere: the page without it in its address.
  private func admission(by request: Request, _ facts: RequestFacts) -> Response? {
    guard facts.method == .get, facts.path == "/", hostAdmits(facts),
      let token = request.uri.queryParameters["token"], gate.token.matches(String(token))
    else { return nil }
    var response = Answer.redirection(to: "/")
    response.headers[.setCookie] = gate.cookie
    return response
  }

  private func hostAdmits(_ facts: RequestFacts) -> Bool { gate.hosts.admits(facts.authority) }

  /// Gives the token to a browser on this machine that has shown a page of ours.
  private func giveToken(_ facts: RequestFacts, _ response: inout Response) {
    guard gate.isOpen, facts.method == .get, !gate.hasCookie(facts),
      response.headers[.contentType]?.hasPrefix("text/html") == true
    else { return }
    response.headers[.setCookie] = gate.cookie
  }

  private func answer(_ refusal: Refusal, path: String) -> Response {
    var response =
      path.hasPrefix("/api/")
      ? Answer.json(refusal.node, status: refusal.status)
      : Answer.html(pages.refusal(refusal), status: refusal.status)
    for field in refusal.fields { response.headers[field.name] = field.value }
    return response
  }

  private static func refusal(for error: any Error, path: String, _ logger: Logger) -> Refusal {
    switch error {
    case let refusal as Refusal: return refusal
    case let error as RunFilterError:
      return Refusal(
        status: .badRequest, found: "a condition that cannot be read: \(error)", expected: "a filter",
        remedy: "docs/store.md tells of filters.")
    case let error as RunStoreError:
      if let refusal = Refusal(error) { return refusal }
    case let error as any HTTPResponseError:
      return error.status == .notFound
        ? .notFound
        : Refusal(
          status: error.status, found: "a request that cannot be answered",
          expected: "a page or an endpoint of this server", remedy: "docs/api.md lists the endpoints.")
    case is IOError, is ChannelError: return .brokenOff
    default: break
    }
    logger.error("\(path): \(error)")
    return .unexpected
  }
}

extension Refusal {
  /// What was asked of the store wrongly, in its words where they name nothing of this machine; nil for what
  /// is the machine's.
  init?(_ error: RunStoreError) {
    switch error {
    case .noSuchRun, .removedRun, .ambiguousRun, .noSuchSweep:
      self = .store("\(error)", status: .notFound)
    case .noSuchSetting, .noSuchMetric: self = .store("\(error)", status: .badRequest)
    case .missing:
      self.init(
        status: .notFound, found: "no store of runs yet", expected: "runs",
        remedy: "Run an experiment first: earshot run gen6")
    default: return nil
    }
  }
}
