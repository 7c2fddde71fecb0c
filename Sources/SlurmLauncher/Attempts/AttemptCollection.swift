import DurableFiles
import ExperimentRunner
package import Foundation
import Glibc
package import RunStore

/// Brings what attempts have published home: their rows into the store, their runs into the folder of runs.
///
/// It can be killed at any point and done again: rows are merged by the ids of runs, folders are moved by
/// renaming, and what is done already is left as it is. Only the controller does it, so that the store has
/// one writer. Checked in `AttemptCollectionTests`.
package struct AttemptCollection {
  package let sweep: String
  /// The folder that holds a folder for each run.
  package let runsFolder: URL
  package let store: RunStore
  package let scratch: ScratchFolder

  package init(sweep: String, runsFolder: URL, store: RunStore, scratch: ScratchFolder) {
    self.sweep = sweep
    self.runsFolder = runsFolder
    self.store = store
    self.scratch = scratch
  }

  /// What came of looking at a stage.
  package struct Outcome {
    /// What was brought home; nil where no attempt has published a whole result.
    package var result: AttemptResult?
    /// Attempts that say they are done and are not whole, and why.
    package var refused: [AttemptError] = []
  }

  /// Brings home the first attempt at a stage of `trial` that is whole.
  ///
  /// - Throws: `RunStoreError` or ``AttemptError`` where this machine's disk refuses.
  package func collect(trial: Int, epochs: Int?, in stage: StageFolder) throws -> Outcome {
    var outcome = Outcome()
    for attempt in stage.attempts where attempt.isPublished {
      do {
        let result = try attempt.result()
        guard result.sweep == sweep, result.trial == trial, result.stageEpochs == epochs else {
          throw AttemptError(
            folder: attempt.url,
            problem: .damaged("result.json", "found trial \(result.trial) of sweep \(result.sweep)"))
        }
        try bringHome(result.runs, of: attempt)
        outcome.result = result
        return outcome
      } catch let error as AttemptError {
        if case .unwritable = error.problem { throw error }
        outcome.refused.append(error)
      }
    }
    return outcome
  }

  private func bringHome(_ runs: [AttemptResult.PublishedRun], of attempt: AttemptFolder) throws {
    // All is looked at before anything is taken.
    let rows = try runs.map { try self.rows(of: $0, attempt: attempt) }
    for (run, rows) in zip(runs, rows) {
      guard let rows else { continue }
      let outcome = try store.merge(from: rows.store, runs: [run.id])
      if let refusal = outcome.refused.first {
        throw AttemptError(folder: attempt.url, problem: .damaged("runs/\(run.id)", "\(refusal.reason)"))
      }
      try move(run.id, of: attempt)
    }
  }

  /// The rows of `run` as they were published; nil where an earlier run answers.
  private func rows(of run: AttemptResult.PublishedRun, attempt: AttemptFolder) throws -> LocalRows? {
    func damaged(_ reason: String) -> AttemptError {
      AttemptError(folder: attempt.url, problem: .damaged("runs/\(run.id)/\(RunStore.rowsFileName)", reason))
    }
    guard let published = run.rows else {
      guard (try? store.runDetail(run.id)) != nil else { throw damaged("the store does not know the run") }
      return nil
    }
    let folders = [attempt.runsFolder, runsFolder].map { RunFolder(id: run.id, in: $0) }
    // The second where a controller was killed after it had moved the folder.
    guard let folder = folders.first(where: { FileManager.default.fileExists(atPath: $0.rowsFile.path) })
    else {
      throw damaged("found no such file")
    }
    let rows: LocalRows
    do {
      rows = try LocalRows(
        of: run.id, in: folder.rowsFile, scratch: scratch.url, requiring: published.digest)
    } catch let found as LocalRows.Mismatch {
      throw damaged(
        "found \(found.byteCount) bytes with the digest \(found.digest.prefix(12)), published were "
          + "\(published.byteCount) with \(published.digest.prefix(12))")
    } catch {
      throw damaged("\(error)")
    }
    guard rows.summary.epochs == published.epochCount else {
      throw damaged("found \(rows.summary.epochs) epochs, published were \(published.epochCount)")
    }
    return rows
  }

  /// Moves the folder of `run` to where all runs are; one of an earlier stage makes way.
  private func move(_ run: String, of attempt: AttemptFolder) throws {
    let source = RunFolder(id: run, in: attempt.runsFolder)
    let destination = RunFolder(id: run, in: runsFolder)
    guard FileManager.default.fileExists(atPath: source.url.path) else { return }
    if FileManager.default.fileExists(atPath: destination.url.path) {
      let aside = attempt.url.appending(path: "earlier-\(run)")
      try? FileManager.default.removeItem(at: aside)
      try rename(destination.url, to: aside)
    }
    try rename(source.url, to: destination.url)
    try DurableFile.synchronize(folder: runsFolder)
    // Only now: until here one of the two was where it could be found.
    try? FileManager.default.removeItem(at: attempt.url.appending(path: "earlier-\(run)"))
  }

  private func rename(_ old: URL, to new: URL) throws(AttemptError) {
    if let code = FailurePoint.rename.pass(new.path) ?? (Glibc.rename(old.path, new.path) == 0 ? nil : errno)
    {
      throw AttemptError(folder: new, problem: .unwritable(String(cString: strerror(code))))
    }
  }
}
