import ContentDigest
import Hummingbird
import NIOCore
import Reporting

/// The style sheet and the script of all pages, which travel within the executable.
struct Assets: Sendable {
  private let style: ByteBuffer
  private let script: ByteBuffer
  /// Some digits that change with either.
  let version: String

  init() {
    let style = PageStyle.pageSheet + String(decoding: PackageResources.app_css, as: UTF8.self)
    let script = PackageResources.app_js
    self.style = ByteBuffer(string: style)
    self.script = ByteBuffer(bytes: script)
    version = String(
      ContentDigest(of: style + String(decoding: script, as: UTF8.self)).hexadecimal.prefix(12))
  }

  func addRoutes(to router: Router<WebContext>) {
    router.get("/assets/app.css") { [style] _, _ in Self.kept(style, type: "text/css; charset=utf-8") }
    router.get("/assets/app.js") { [script] _, _ in
      Self.kept(script, type: "text/javascript; charset=utf-8")
    }
  }

  /// What is asked for under another address whenever it changes.
  private static func kept(_ buffer: ByteBuffer, type: String) -> Response {
    var response = Answer.bytes(buffer, type: type)
    response.headers[.cacheControl] = "private, max-age=86400"
    return response
  }
}
