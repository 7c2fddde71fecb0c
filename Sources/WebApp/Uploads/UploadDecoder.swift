import AudioFrontEnd
import Foundation
import Glibc
import HTTPTypes
import NIOPosix
import PassingFiles

/// Has uploads decoded by helpers, and looks at what they hand over before anybody else does.
struct UploadDecoder: Sendable {
  /// The executable that helpers are.
  let program: String
  /// Its arguments for a helper.
  let arguments: [String]
  let folder: URL
  let limits: WebLimits

  /// Returns what a helper makes of `upload`.
  ///
  /// - Throws: ``Refusal`` where it is no recording, too long a one, or the helper did not survive it.
  func decode(_ upload: PassingFile) async throws -> PassingFile {
    let output = try PassingFile.ofUpload(in: folder)
    let ending = try await NIOThreadPool.singleton.runIfActive {
      HelperProcess(
        program: program, arguments: arguments, input: upload.descriptor, output: output.descriptor)?
        .wait(atMost: limits.decodingSeconds)
    }
    switch ending {
    case .exit(code: 0, _): break
    case .exit(code: 2, let message): throw refused(message)
    case .exit(_, let message): throw refused("the decoder failed: \(message)")
    case .signal(SIGXCPU), .timeout: throw refused("it takes too long to decode")
    case .signal(let number): throw refused("the decoder was ended by it (signal \(number))")
    case nil:
      throw Refusal(
        status: .serviceUnavailable, found: "no process to decode the upload in", expected: "a free one",
        remedy: "Send it again in a few seconds.", fields: [.retryAfter: "5"])
    }
    guard isWhole(output) else { throw refused("the decoder left something that is no recording") }
    return output
  }

  private func refused(_ words: String) -> Refusal {
    Refusal(
      status: .unprocessableContent, found: "an upload that cannot be heard: \(words)",
      expected: "a WAV, FLAC, Ogg Vorbis, MP3 or AIFF file of at most \(Int(limits.uploadSeconds)) s",
      remedy: "Play it to see that it is whole, or convert it.")
  }

  private func isWhole(_ output: PassingFile) -> Bool {
    var header = [UInt8](repeating: 0, count: DecodedRecording.headerLength)
    guard pread(output.descriptor, &header, header.count, 0) == header.count else { return false }
    return DecodedRecording.isWhole(header, byteCount: output.byteCount, limits: limits)
  }
}
