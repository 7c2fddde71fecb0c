import ExperimentRunner
import Foundation
import RunStore

extension AttemptFolder {
  /// Publishes that the attempt is done: `runs` and, of those that have a folder here, the digests of their
  /// rows.
  ///
  /// - Parameters:
  ///   - result: How the stage ended; its runs are replaced.
  ///   - runs: Ids of the trial's runs, in the order of seeds and folds.
  ///   - scratch: On this machine's own disk.
  /// - Throws: `DurableFileError`, `RunStoreError` or Foundation's error where a file cannot be read or
  ///   written; nothing is published then.
  package func publish(_ result: AttemptResult, runs: [String], scratch: ScratchFolder) throws {
    var result = result
    result.runs = try runs.map { id in
      let folder = RunFolder(id: id, in: runsFolder)
      guard FileManager.default.fileExists(atPath: folder.url.path) else {
        return AttemptResult.PublishedRun(id: id, rows: nil)
      }
      let rows = try LocalRows(of: id, in: folder.rowsFile, scratch: scratch.url)
      return AttemptResult.PublishedRun(
        id: id,
        rows: AttemptResult.Rows(
          digest: rows.digest, byteCount: rows.byteCount, epochCount: rows.summary.epochs,
          predictionCount: try rows.store.runDetail(id).predictions.count))
    }
    try publish(result)
  }
}
