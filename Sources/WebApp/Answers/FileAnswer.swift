package import ContentDigest
import HTTPTypes
package import Hummingbird
import NIOCore
import NIOPosix

/// A file that is sent whole or in part, block by block as it is taken, unless the client has it already.
///
/// Source: RFC 9110, *HTTP Semantics*, sections 13 and 14. Checked in `FileAnswerTests`, and by raw sockets in
/// `Tests/Integration/web_security.py`.
package struct FileAnswer: Sendable {
  private let file: OpenFile
  private let digest: ContentDigest
  private let mediaType: String

  /// The answer of `file`, whose bytes have the digest `digest`.
  package init(_ file: OpenFile, digest: ContentDigest, mediaType: String) {
    self.file = file
    self.digest = digest
    self.mediaType = mediaType
  }

  /// Returns what `request` asks for of the file.
  ///
  /// - Throws: ``Refusal`` for a range that it does not have.
  package func response(to request: Request) throws(Refusal) -> Response {
    let tag = "\"\(digest.hexadecimal.prefix(32))\""
    var fields: HTTPFields = [
      .contentType: mediaType, .eTag: tag, .acceptRanges: "bytes", .cacheControl: "private, max-age=3600",
      .contentLength: "\(file.byteCount)",
    ]
    if isKnown(tag, to: request) { return Response(status: .notModified, headers: fields) }
    switch range(of: request, tag: tag) {
    case .whole:
      return Response(status: .ok, headers: fields, body: body(0..<file.byteCount))
    case .part(let bytes):
      fields[.contentRange] = "bytes \(bytes.lowerBound)-\(bytes.upperBound)/\(file.byteCount)"
      fields[.contentLength] = "\(bytes.count)"
      return Response(status: .partialContent, headers: fields, body: body(Range(bytes)))
    case .outside:
      throw Refusal(
        status: .rangeNotSatisfiable, found: "a range behind the last byte",
        expected: "some of its \(file.byteCount) bytes", remedy: "Leave Range out for all of them.",
        fields: [.contentRange: "bytes */\(file.byteCount)", .acceptRanges: "bytes"])
    }
  }

  private func isKnown(_ tag: String, to request: Request) -> Bool {
    request.headers[values: .ifNoneMatch].flatMap { $0.split(separator: ",") }
      .contains { ["*", tag, "W/" + tag].contains($0.filter { $0 != " " }) }
  }

  /// What is asked for: parts of what the client has a part of already, and by GET only.
  private func range(of request: Request, tag: String) -> ByteRange {
    let ranges = request.headers[values: .range]
    guard request.method == .get, ranges.count == 1,
      request.headers[values: .ifRange].allSatisfy({ $0 == tag })
    else { return .whole }
    return ByteRange(ranges[0], of: file.byteCount)
  }

  private func body(_ bytes: Range<Int>) -> ResponseBody {
    ResponseBody(contentLength: bytes.count) { [file] writer in
      var offset = bytes.lowerBound
      while offset < bytes.upperBound {
        let block = try await NIOThreadPool.singleton.runIfActive { [offset] in
          try file.block(at: offset, atMost: bytes.upperBound - offset)
        }
        // It has become shorter: what was announced cannot be sent.
        guard block.readableBytes > 0 else { throw ChannelError.eof }
        try await writer.write(block)
        offset += block.readableBytes
      }
      try await writer.finish(nil)
    }
  }
}
