import Foundation

/// A folder that is gone when the value is.
final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory.appending(path: "earshot-slurm-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The folder of runs of a sweep's controller.
  var runs: URL { url.appending(path: "Runs") }
}
