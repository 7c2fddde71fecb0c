package import HTTPTypes
import Hummingbird

/// What of a request decides whether it is let in.
package struct RequestFacts: Sendable {
  package var method: HTTPRequest.Method
  /// The target up to the question mark, as it came.
  package var path: String
  /// What the `Host` header says; nil where there is none, or more than one.
  package var authority: String?
  /// Every `Origin` header.
  package var origins: [String] = []
  /// How near the page is that asks, as the browser says; nil of other programs.
  package var fetchSite: String?
  /// What the page wants with the answer.
  package var fetchMode: String?
  /// What follows `Bearer` in the one `Authorization` header.
  package var bearer: String?
  /// Every cookie with the server's name.
  package var cookies: [String] = []

  package init(method: HTTPRequest.Method, path: String, authority: String?) {
    self.method = method
    self.path = path
    self.authority = authority
  }

  /// The facts of `request`; `cookieName` is that of the server's cookie.
  init(_ request: Request, cookieName: String) {
    let fields = request.headers
    let target = request.head.path ?? ""
    let path = target.prefix { $0 != "?" }
    let further = HTTPField.Name("Host").map { fields[values: $0] } ?? []
    self.init(
      method: request.method, path: String(path),
      authority: further.isEmpty ? request.head.authority : nil)
    origins = fields[values: .origin]
    fetchSite = HTTPField.Name("Sec-Fetch-Site").flatMap { fields[$0] }
    fetchMode = HTTPField.Name("Sec-Fetch-Mode").flatMap { fields[$0] }
    let authorization = fields[values: .authorization]
    if authorization.count == 1, authorization[0].hasPrefix("Bearer ") {
      bearer = String(authorization[0].dropFirst(7))
    }
    cookies = fields[values: .cookie].flatMap { $0.split(separator: ";") }.compactMap { part in
      let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
      return pair.count == 2 && pair[0] == cookieName ? String(pair[1]) : nil
    }
  }

  /// Whether the request asks for nothing to change.
  package var isReading: Bool { method == .get || method == .head }
}
