import AudioFrontEnd
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import WebApp

/// A folder that is gone when the value is.
final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory.appending(path: "earshot-web-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes `text` to the file at `path` below, with the folders above it.
  @discardableResult
  func write(_ text: String, to path: String) throws -> URL {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return file
  }

  /// Writes a tone of `frequency` Hz, a quarter of a second long, to the file at `path` below.
  @discardableResult
  func writeTone(_ frequency: Double, to path: String) throws -> URL {
    let file = try write("", to: path)
    let samples = (0..<2_000).map { Float(0.3 * sin(2 * Double.pi * frequency * Double($0) / 8_000)) }
    try AudioFile.write(Waveform(samples: samples, sampleRate: 8_000), to: file)
    return file
  }
}

extension Request {
  /// A request by `method` with these headers.
  init(_ method: HTTPRequest.Method = .get, _ fields: HTTPFields = [:]) {
    self.init(
      head: HTTPRequest(method: method, scheme: "http", authority: "a", path: "/", headerFields: fields),
      body: RequestBody(buffer: ByteBuffer()))
  }
}

extension Response {
  /// All of its body.
  var content: Data {
    get async throws {
      let content = SentBytes()
      try await body.write(BodyWriter(content: content))
      return content.data
    }
  }
}

/// What has been sent; one task writes it, and it is read afterwards.
private final class SentBytes: @unchecked Sendable {
  var data = Data()
}

private struct BodyWriter: ResponseBodyWriter {
  let content: SentBytes

  mutating func write(_ buffer: ByteBuffer) async throws {
    content.data.append(contentsOf: buffer.readableBytesView)
  }

  consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
