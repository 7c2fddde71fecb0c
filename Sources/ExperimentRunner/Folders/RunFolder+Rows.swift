public import Foundation
import RunStore

extension RunFolder {
  /// A store that holds this run alone: what `earshot doctor --rebuild` makes the store of all runs from.
  public var rowsFile: URL { url.appending(path: RunStore.rowsFileName) }

  /// The folders in `runs` that hold rows of a run, by name.
  public static func withRows(in runs: URL) -> [RunFolder] {
    ((try? FileManager.default.contentsOfDirectory(atPath: runs.path)) ?? []).sorted()
      .map { RunFolder(id: $0, in: runs) }
      .filter { FileManager.default.fileExists(atPath: $0.rowsFile.path) }
  }
}
