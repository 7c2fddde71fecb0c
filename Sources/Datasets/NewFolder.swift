import Foundation
import Glibc

/// Writing a folder of files that is whole afterwards, or not there.
enum NewFolder {
  /// Writes `folder` through `body`, which fills another folder beside it that is then renamed.
  ///
  /// - Parameters:
  ///   - folder: A folder that is empty or not there; the folders above it are made.
  ///   - body: Fills the folder it is given; what it throws removes that folder.
  /// - Throws: ``CorpusError`` where `folder` holds something or cannot be written, and what `body` throws of its own.
  static func write(_ folder: URL, _ body: (_ temporary: URL) throws -> Void) throws {
    try requireVacant(folder)
    let temporary = folder.deletingLastPathComponent().appending(
      path: ".\(folder.lastPathComponent).\(getpid()).\(UInt32.random(in: .min ... .max)).tmp")
    do {
      try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
      try body(temporary)
      guard rename(temporary.path, folder.path) == 0 else {
        throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
      }
    } catch {
      try? FileManager.default.removeItem(at: temporary)
      if error is CorpusError || error is SoundscapeError { throw error }
      throw CorpusError(
        file: folder,
        CorpusError.Problem(
          found: "that it cannot be written: \(reason(of: error))", expected: "a folder that can be made",
          remedy: "Choose one that you may write to, on a disk with space."))
    }
  }

  /// The system's own words where it gave any: Foundation's are long and say less.
  private static func reason(of error: any Error) -> String {
    guard let error = error as? CocoaError, let cause = error.underlying as? POSIXError else {
      return (error as? POSIXError).map { String(cString: strerror($0.code.rawValue)) } ?? "\(error)"
    }
    return String(cString: strerror(cause.code.rawValue))
  }

  /// Refuses a folder that holds something.
  static func requireVacant(_ folder: URL) throws(CorpusError) {
    guard FileManager.default.fileExists(atPath: folder.path) else { return }
    let isVacant = (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.isEmpty ?? false
    guard !isVacant else { return }
    throw CorpusError(
      file: folder,
      CorpusError.Problem(
        found: "a file, or a folder that holds something", expected: "an empty folder, or none",
        remedy: "Choose another name, or remove what is there."))
  }
}
