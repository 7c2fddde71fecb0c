import HTTPTypes
import Hummingbird

/// The headers by which a browser holds a page to what it is: it loads, runs and sends nothing but to this
/// server, is shown in no frame, and is kept nowhere.
///
/// Neither style nor script stands within a page, so the policy needs no exception, not even by nonce.
/// Checked in `WebServerTests`.
enum ResponseGuard {
  static let policy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
    "media-src 'self' blob:", "connect-src 'self'", "form-action 'self'", "base-uri 'none'",
    "frame-ancestors 'none'",
  ].joined(separator: "; ")

  private static let fields: [(HTTPField.Name, String)] = [
    ("Content-Security-Policy", policy), ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
  ].compactMap { name, value in HTTPField.Name(name).map { ($0, value) } }

  /// Adds the headers; what says nothing of being kept is not to be kept.
  static func protect(_ response: inout Response) {
    for (name, value) in fields { response.headers[name] = value }
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
  }
}
