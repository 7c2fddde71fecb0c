import Foundation
import Glibc
import PassingFiles

/// Standard input as a file, since decoders seek: copied to a temporary one, which has no name from the first byte on and
/// so is gone with the process, however that ends.
final class SpooledInput: Sendable {
  /// Where it can be opened.
  var file: URL { copy.url }

  private let copy: PassingFile

  /// Copies standard input.
  ///
  /// - Parameter limit: What is refused, in bytes.
  /// - Throws: ``SpooledInputError``.
  init(limit: Int) throws(SpooledInputError) {
    let folder = FileManager.default.temporaryDirectory
    do {
      copy = try PassingFile(in: folder)
    } catch {
      throw .unwritable(folder: folder.path, reason: error.reason)
    }
    var block = [UInt8](repeating: 0, count: 1 << 16)
    var total = 0
    while true {
      let count = read(STDIN_FILENO, &block, block.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(reason: String(cString: strerror(errno))) }
      if count == 0 { return }
      total += count
      guard total <= limit else { throw .tooLong(limit: limit) }
      if let code = block.withUnsafeBytes({ copy.append(UnsafeRawBufferPointer(rebasing: $0[..<count])) }) {
        throw .unwritable(folder: folder.path, reason: String(cString: strerror(code)))
      }
    }
  }
}

/// Standard input that cannot be heard.
enum SpooledInputError: Error, CustomStringConvertible {
  case tooLong(limit: Int)
  case unreadable(reason: String)
  case unwritable(folder: String, reason: String)

  /// Whether it is for the user to mend.
  var isMisuse: Bool {
    if case .tooLong = self { true } else { false }
  }

  var description: String {
    switch self {
    case .tooLong(let limit):
      "standard input: found more than \(limit) bytes; expected at most that. Raise --input-limit, or name a file."
    case .unreadable(let reason):
      "standard input: cannot be read: \(reason); expected audio. Send it by a pipe, or name a file."
    case .unwritable(let folder, let reason):
      "standard input: cannot be kept in \(folder): \(reason); expected room for it. Set TMPDIR to a folder on a disk with "
        + "space, or name a file."
    }
  }
}
