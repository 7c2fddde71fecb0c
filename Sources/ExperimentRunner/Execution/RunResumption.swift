import Datasets
public import ExperimentSchema
public import Foundation
import RunStore

/// Goes on with a run that was interrupted or lost its process.
public struct RunResumption: Sendable {
  /// The run as it was planned.
  public let run: PlannedRun
  let folder: RunFolder
  let lock: RunLock
  /// The time spent on it before, as the store has it.
  let earlier: RunTime
  /// Where it is recorded.
  let session: RunSession

  /// The run `run`, of which `summary` tells, as it goes on in `folder`.
  init(run: PlannedRun, folder: RunFolder, lock: RunLock, summary: RunSummary, session: RunSession) {
    self.run = run
    self.folder = folder
    self.lock = lock
    self.session = session
    earlier = RunTime(wall: summary.seconds ?? 0, processor: summary.cpuSeconds ?? 0)
  }

  /// Takes up the run `id`, or the one whose id begins so.
  ///
  /// - Throws: `RunStoreError` where there is no such run, ``ResumptionError`` where it cannot go on,
  ///   `ExperimentError` or `CorpusError` where its files are no longer what they were, ``RunFolderError``
  ///   where its folder cannot be written.
  public init(_ id: String, session: RunSession, corpora: inout CorpusLibrary) throws {
    let id = try session.store.runID(startingWith: id)
    let folder = RunFolder(id: id, in: session.runsFolder)
    guard folder.exists else { throw ResumptionError.noFolder(run: id, folder: folder.url) }
    let lock: RunLock
    do throws(RunLock.Refusal) {
      lock = try RunLock(folder)
    } catch {
      if case .held = error {
        throw ResumptionError.busy(run: id, process: RunLock.holder(of: folder)?.number)
      }
      throw RunFolderError(folder, error)
    }
    // Under the lock: nobody else takes the run from here to another state.
    let summary = try session.store.runDetail(id).summary
    guard summary.status.canBecome(.running) else {
      throw ResumptionError.notResumable(run: id, status: summary.status)
    }
    let experiment = try ExperimentDecoder.experiment(at: folder.experimentFile)
    let corpus = try corpora.corpus(experiment.corpus)
    let planned = try RunPlanner.runs(
      of: experiment, on: corpus, selection: RunSelection(seeds: [summary.identity.seed]))
    guard let run = planned.first, run.identity == summary.identity else {
      throw ResumptionError.changed(run: id, corpus: corpus.name)
    }
    self.init(run: run, folder: folder, lock: lock, summary: summary, session: session)
  }
}

/// Why a run cannot go on.
public enum ResumptionError: Error, CustomStringConvertible {
  /// Its state is final.
  case notResumable(run: String, status: RunStatus)
  /// A living process is training it.
  case busy(run: String, process: Int32?)
  /// Its folder is not among the runs.
  case noFolder(run: String, folder: URL)
  /// The recordings or the configuration are not the ones it began with.
  case changed(run: String, corpus: String)

  public var description: String {
    switch self {
    case .notResumable(let run, let status):
      "run \(run): found status \(status.rawValue); expected interrupted, lost or failed. "
        + "Start a new run of the experiment."
    case .busy(let run, let process):
      "run \(run): another process\(process.map { " (\($0))" } ?? "") is training it. Wait for it, or stop it."
    case .noFolder(let run, let folder):
      "\(folder.relativePath): found no folder; expected that of run \(run), with its checkpoint. Name the "
        + "folder of runs with --runs, or start a new run."
    case .changed(let run, let corpus):
      "run \(run): the recordings of \(corpus), or what its experiment.json declares, are not what it began "
        + "with. Bring them back, or start a new run."
    }
  }
}
