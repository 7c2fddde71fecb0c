import HTTPTypes
import Hummingbird
import JSONText
import NIOCore

/// Responses of their contents.
enum Answer {
  static func json(_ node: JSONNode, status: HTTPResponse.Status = .ok) -> Response {
    text(node.text(), type: "application/json; charset=utf-8", status: status)
  }

  static func json(text: String) -> Response {
    self.text(text, type: "application/json; charset=utf-8")
  }

  static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
    self.text(text, type: "text/html; charset=utf-8", status: status)
  }

  static func text(_ text: String, type: String, status: HTTPResponse.Status = .ok) -> Response {
    bytes(ByteBuffer(string: text), type: type, status: status)
  }

  static func bytes(_ buffer: ByteBuffer, type: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: buffer))
  }

  /// Leads to `address`, which is one of this server.
  static func redirection(to address: String) -> Response {
    Response(status: .seeOther, headers: [.location: address])
  }
}
