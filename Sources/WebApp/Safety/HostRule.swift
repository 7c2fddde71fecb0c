/// The names under which the server may be called, to the letter.
///
/// A page elsewhere can have its own name lead to this machine (DNS rebinding); the browser then still sends
/// that name. Checked in `RequestGateTests`.
package struct HostRule: Sendable, Hashable {
  /// What a `Host` header may say.
  package let authorities: [String]

  /// The names of a server that listens at `port` of `host`.
  package init(host: String, port: Int) {
    let name = host.contains(":") ? "[\(host)]" : host
    let isLocal = host == "localhost" || host.hasPrefix("127.")
    let names = isLocal ? [name, "127.0.0.1", "localhost"] : [name]
    var authorities: [String] = []
    for name in names {
      let spellings = port == 80 ? ["\(name):80", name] : ["\(name):\(port)"]
      for text in spellings where !authorities.contains(text) { authorities.append(text) }
    }
    self.authorities = authorities
  }

  /// Whether a request that calls the server `authority` is meant for it.
  package func admits(_ authority: String?) -> Bool {
    guard let authority else { return false }
    return authorities.contains(authority)
  }

  /// Whether `origin` is a page of this server.
  package func isOwn(origin: String) -> Bool {
    authorities.contains { origin == "http://" + $0 }
  }
}
