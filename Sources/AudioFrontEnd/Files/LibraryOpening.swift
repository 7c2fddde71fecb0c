import CSndfile
import Foundation

/// Opens files by libsndfile, one at a time: the library keeps the reason of a refusal in a variable that all threads
/// share, and clears it when another file is opened. Checked in `AudioFileTests`.
enum LibraryOpening {
  /// Why the library opens a file not.
  struct Refusal: Error {
    /// Its words; nil where it knows no format that the file could be of.
    let message: String?
  }

  private static let lock = NSLock()

  /// Returns the handle that `open` gives.
  ///
  /// - Throws: ``Refusal`` where it gives none.
  static func perform(_ open: () -> OpaquePointer?) throws(Refusal) -> OpaquePointer {
    lock.lock()
    defer { lock.unlock() }
    if let handle = open() { return handle }
    guard sf_error(nil) != 0 else { throw Refusal(message: nil) }
    throw Refusal(message: String(cString: sf_strerror(nil)).trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
