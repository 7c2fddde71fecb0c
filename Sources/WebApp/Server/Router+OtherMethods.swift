import HTTPTypes
import Hummingbird

extension Router<WebContext> {
  /// The methods that are registered, but for CONNECT, which has no address.
  private static var methods: [HTTPRequest.Method] {
    [.get, .post, .put, .delete, .patch, .options, .trace] + [HTTPRequest.Method("QUERY")].compactMap(\.self)
  }

  /// Has every address say which methods it knows, where it is asked by another: an address that is there is not
  /// said to be nowhere.
  ///
  /// To be called once all routes are added. Source: RFC 9110, *HTTP Semantics*, section 15.5.6.
  func refuseOtherMethods() {
    for (_, routes) in Dictionary(grouping: routes, by: \.path.description) {
      let known = routes.map(\.method)
      let allowed = known.flatMap { $0 == .get ? ["GET", "HEAD"] : [$0.rawValue] }.joined(separator: ", ")
      for method in Self.methods where !known.contains(method) {
        on(routes[0].path, method: method) { _, _ -> Response in throw Refusal.methodNotAllowed(allowed) }
      }
    }
  }
}
