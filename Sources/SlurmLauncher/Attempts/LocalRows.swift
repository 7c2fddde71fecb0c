import ContentDigest
import DurableFiles
package import Foundation
package import RunStore

/// The rows of one run as they were at a moment, in a copy on this machine's own disk that goes when the
/// value does.
///
/// SQLite is not to open a file on a network's disk, and what was held against a digest must be what is then
/// read: so the bytes are taken once.
package final class LocalRows {
  /// The copy as a store.
  package let store: RunStore
  /// The run.
  package let summary: RunSummary
  /// SHA-256 of the file.
  package let digest: String
  package let byteCount: Int
  private let copy: URL

  /// Copies the rows of `run` in `file` into `scratch`.
  ///
  /// - Parameter expected: The digest that they must have; nil where any will do.
  /// - Throws: ``Mismatch``, or Foundation's error or `RunStoreError` where they cannot be read.
  package init(of run: String, in file: URL, scratch: URL, requiring expected: String? = nil) throws {
    let bytes = try Data(contentsOf: file)
    digest = ContentDigest(of: bytes).hexadecimal
    byteCount = bytes.count
    // Before SQLite looks at them.
    if let expected, expected != digest { throw Mismatch(digest: digest, byteCount: byteCount) }
    copy = scratch.appending(path: "rows-\(UUID().uuidString).sqlite")
    try DurableFile.write(bytes, to: copy, isSynchronized: false)
    store = try RunStore.open(copy, access: .readOnly)
    summary = try store.runDetail(run).summary
  }

  deinit { try? FileManager.default.removeItem(at: copy) }

  /// A file that has another digest than it must have.
  struct Mismatch: Error {
    let digest: String
    let byteCount: Int
  }
}
