package import Foundation

/// A folder on this machine's own disk, in `TMPDIR`, that goes when the value does.
package final class ScratchFolder {
  package let url: URL

  /// - Throws: Foundation's error where it cannot be made.
  package init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "earshot-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
