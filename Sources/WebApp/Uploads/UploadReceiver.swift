import Foundation
import Glibc
import HTTPTypes
import Hummingbird
import NIOCore
import PassingFiles

/// Takes the body of a request as a file: block by block, and no more of it than is allowed.
struct UploadReceiver: Sendable {
  /// Where files pass through.
  let folder: URL
  let limits: WebLimits

  /// Returns the body of `request`.
  ///
  /// - Throws: ``Refusal`` for one that is empty, too long or a form; what reading it throws.
  func receive(_ request: Request) async throws -> PassingFile {
    if let type = request.headers[.contentType]?.lowercased(), type.hasPrefix("multipart/") {
      throw Refusal(
        status: .unsupportedMediaType, found: "a form of several parts",
        expected: "the bytes of the recording alone",
        remedy: "Send it by: curl --data-binary @recording.wav ADDRESS")
    }
    let length = request.headers[.contentLength].flatMap { Int($0) }
    if let length, length > limits.uploadBytes { throw tooLong }
    let file = try PassingFile.ofUpload(in: folder)
    var count = 0
    for try await buffer in request.body {
      count += buffer.readableBytes
      guard count <= limits.uploadBytes else { throw tooLong }
      if let code = buffer.withUnsafeReadableBytes({ file.append($0) }) {
        throw WebServerError.folderUnusable(path: folder.path, reason: String(cString: strerror(code)))
      }
    }
    guard length == nil || count == length else { throw Refusal.brokenOff }
    guard count > 0 else {
      throw Refusal(
        status: .badRequest, found: "no bytes", expected: "a recording: WAV, FLAC, Ogg Vorbis, MP3 or AIFF",
        remedy: "Send it by: curl --data-binary @recording.wav ADDRESS")
    }
    return file
  }

  private var tooLong: Refusal {
    Refusal(
      status: .contentTooLarge, found: "an upload of more than \(limits.uploadBytes >> 20) MB",
      expected: "at most that", remedy: "Cut it into shorter ones, or hear it by: earshot listen FILE")
  }
}
