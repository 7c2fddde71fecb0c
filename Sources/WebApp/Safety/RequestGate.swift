/// Decides which requests are let in.
///
/// - The server answers to its own names only: against names that others have led here.
/// - A path has letters, digits and `. _ -` between slashes, and no part that is `.` or `..`: nothing is ever
///   decoded, so that nothing can be decoded twice.
/// - What another site's page asks for is refused, but that a link may be followed.
/// - What changes something needs the token; by cookie only from a page of the server's own, whose `Origin`
///   says so.
///
/// Checked in `RequestGateTests`.
package struct RequestGate: Sendable {
  package let hosts: HostRule
  package let token: AccessToken
  /// The name of the cookie that holds the token; cookies do not know of ports, so it does.
  package let cookieName: String
  /// Whether looking needs no token: where only this machine can reach the server.
  package let isOpen: Bool
  /// Whether everything but looking is refused.
  package let isReadOnly: Bool

  /// The gate of a server with these settings.
  package init(_ settings: WebSettings, token: AccessToken) {
    hosts = HostRule(host: settings.host, port: settings.port)
    self.token = token
    cookieName = "earshot-\(settings.port)"
    isOpen = settings.isLoopback
    isReadOnly = settings.isReadOnly
  }

  /// Why a request is refused; nil where it is let in.
  package func refusal(of request: RequestFacts) -> Refusal? {
    guard hosts.admits(request.authority) else { return .misdirected(expected: hosts.authorities) }
    guard Self.isPlain(path: request.path) else { return .notFound }
    let isFar = request.fetchSite.map { $0 != "same-origin" && $0 != "none" } ?? false
    let isOfOwnPage = request.origins.count == 1 && hosts.isOwn(origin: request.origins[0])
    guard request.origins.isEmpty || isOfOwnPage else { return .foreignOrigin }
    if request.isReading {
      if isFar && request.fetchMode != "navigate" { return .foreignOrigin }
      return isOpen || hasToken(request) ? nil : .tokenMissing
    }
    if isFar { return .foreignOrigin }
    guard hasToken(request) else { return .tokenMissing }
    guard isBearer(request) || isOfOwnPage else { return .originMissing }
    return isReadOnly ? .readOnly : nil
  }

  /// Whether the request holds the token, one way or the other.
  package func hasToken(_ request: RequestFacts) -> Bool { isBearer(request) || hasCookie(request) }

  /// Whether the request holds the token as a cookie.
  package func hasCookie(_ request: RequestFacts) -> Bool { request.cookies.contains(where: token.matches) }

  private func isBearer(_ request: RequestFacts) -> Bool { request.bearer.map(token.matches) ?? false }

  /// The header that gives a browser the token.
  package var cookie: String { "\(cookieName)=\(token.text); Path=/; HttpOnly; SameSite=Strict" }

  /// Whether `path` is made of names that any route could have.
  package static func isPlain(path: String) -> Bool {
    guard path.utf8.first == UInt8(ascii: "/") else { return false }
    if path == "/" { return true }
    return path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .allSatisfy { ResourceName.isName($0) }
  }
}

/// Names of runs, sweeps and other things in paths.
enum ResourceName {
  /// The longest; ids of runs hold the names of an experiment and of a corpus, 64 letters each.
  private static let greatestLength = 200

  /// Whether `bytes` are letters, digits, `.`, `_` and `-`, at least one and no `.` first: neither empty, nor
  /// hidden, nor a way up.
  static func isName(_ bytes: some Collection<UInt8>) -> Bool {
    guard let first = bytes.first, first != UInt8(ascii: "."), bytes.count <= greatestLength else {
      return false
    }
    return bytes.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "._-".utf8.contains(byte)
    }
  }

  /// As ``isName(_:)``, of text.
  static func isName(_ text: String) -> Bool { isName(text.utf8) }
}
