import Foundation
import Glibc

/// Standard input as a file, since decoders seek: copied to a temporary one, which has no name from the first byte on and
/// so is gone with the process, however that ends.
final class SpooledInput: Sendable {
  /// Where it can be opened.
  let file: URL
  private let descriptor: Int32

  /// Copies standard input.
  ///
  /// - Parameter limit: What is refused, in bytes.
  /// - Throws: ``SpooledInputError``.
  init(limit: Int) throws(SpooledInputError) {
    let folder = FileManager.default.temporaryDirectory.path
    var path = Array("\(folder)/earshot-input-XXXXXX".utf8CString)
    descriptor = mkstemp(&path)
    guard descriptor >= 0 else { throw .unwritable(folder: folder, reason: String(cString: strerror(errno))) }
    unlink(path)
    file = URL(filePath: "/proc/self/fd/\(descriptor)")
    do throws(SpooledInputError) {
      try Self.copy(to: descriptor, limit: limit, folder: folder)
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  private static func copy(to descriptor: Int32, limit: Int, folder: String) throws(SpooledInputError) {
    var block = [UInt8](repeating: 0, count: 1 << 16)
    var total = 0
    while true {
      let count = read(STDIN_FILENO, &block, block.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(reason: String(cString: strerror(errno))) }
      if count == 0 { return }
      total += count
      guard total <= limit else { throw .tooLong(limit: limit) }
      var written = 0
      while written < count {
        let step = block.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, count - written) }
        if step < 0 && errno == EINTR { continue }
        guard step >= 0 else { throw .unwritable(folder: folder, reason: String(cString: strerror(errno))) }
        written += step
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
