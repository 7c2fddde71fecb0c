import ExperimentSchema
import RunStore

/// What is left to do of some runs: what finished ones answer is not done again, and what was begun goes on.
public struct NeededRuns: Sendable {
  /// The runs to be trained, in the order in which they were asked for.
  public internal(set) var tasks: [RunTask] = []
  /// The runs that answer what was asked for, by whole ids, in the order in which it was asked for.
  public internal(set) var answers: [String] = []
  /// Runs that a completed one of an equal identity answers.
  public var answeredCount: Int { answers.count }
  /// Runs that another process is training.
  public internal(set) var busyCount = 0

  /// Runs that go on where they were cut short.
  public var resumedCount: Int {
    tasks.count { if case .resumption = $0 { true } else { false } }
  }
}

/// A run that waits for a worker.
public enum RunTask: Sendable {
  /// One that begins.
  case new(PlannedRun)
  /// One that goes on.
  case resumption(RunResumption)

  /// What is to be trained.
  public var run: PlannedRun {
    switch self {
    case .new(let run): run
    case .resumption(let resumption): resumption.run
    }
  }
}

extension RunSession {
  /// Returns what is left to do of `runs`.
  ///
  /// A run goes on where the store has one of its experiment and identity that was interrupted or lost, the newest
  /// first; one that failed for a reason of its own begins anew. A run that a living process is training is left to
  /// it.
  ///
  /// - Parameters:
  ///   - runs: What is asked for.
  ///   - epochLimit: Epochs of which each is to be trained; one that has stopped with as many answers, too. Nil asks for
  ///     whole runs.
  ///   - own: The ids of the runs that count, were others to answer as well; nil counts all.
  /// - Throws: `RunStoreError` where the store cannot be read.
  public func needed(
    of runs: [PlannedRun], epochLimit: Int? = nil, among own: Set<String>? = nil
  ) throws -> NeededRuns {
    let digests = Set(runs.map(\.identity.configurationDigest)).sorted()
    if digests.isEmpty { return NeededRuns() }
    let known = try store.runSummaries(
      RunFilter(
        statuses: [.completed, .queued, .running, .interrupted, .lost], configurationDigests: digests),
      sort: .newestFirst, limit: nil
    ).filter { own?.contains($0.id) ?? true }
    var needed = NeededRuns()
    for run in runs {
      let equal = known.filter { $0.identity == run.identity }
      if let answer = equal.first(where: { $0.status == .completed }) {
        needed.answers.append(answer.id)
        continue
      }
      let begun = equal.filter { $0.experiment == run.experiment.name }
      if try begun.contains(where: isBeingTrained) {
        needed.busyCount += 1
      } else if let epochLimit,
        let answer = begun.first(where: { $0.status == .interrupted && $0.epochs >= epochLimit })
      {
        needed.answers.append(answer.id)
      } else {
        switch try continuation(of: run, asOneOf: begun) {
        case .anew: needed.tasks.append(.new(run))
        case .resumption(let resumption): needed.tasks.append(.resumption(resumption))
        case .answered(let id): needed.answers.append(id)
        case .busy: needed.busyCount += 1
        }
      }
    }
    return needed
  }

  /// Whether a living process trains `run`, here or in another folder of runs.
  private func isBeingTrained(_ run: RunSummary) throws(RunStoreError) -> Bool {
    switch RunLock.state(of: RunFolder(id: run.id, in: runsFolder)) {
    case .held: true
    case .free: false
    case .absent: run.status.canBecome(.completed) ? try claimant(ofRun: run.id)?.life == .alive : false
    }
  }

  /// How a run that may have been begun goes on.
  private enum Continuation {
    /// It begins: nothing that was begun can go on.
    case anew
    case resumption(RunResumption)
    /// Another process has completed it meanwhile.
    case answered(String)
    /// Another process has taken it meanwhile.
    case busy
  }

  /// How `run` goes on as the first of `begun` that can.
  private func continuation(
    of run: PlannedRun, asOneOf begun: [RunSummary]
  ) throws(RunStoreError) -> Continuation {
    for earlier in begun {
      let folder = RunFolder(id: earlier.id, in: runsFolder)
      guard folder.exists else { continue }
      let lock: RunLock
      do throws(RunLock.Refusal) {
        lock = try RunLock(folder)
      } catch {
        if case .held = error { return .busy }
        continue
      }
      // Under the lock: nobody else takes the run from here to another state.
      let summary = try store.runDetail(earlier.id).summary
      switch summary.status {
      case .interrupted, .lost:
        return .resumption(
          RunResumption(run: run, folder: folder, lock: lock, summary: summary, session: self))
      case .completed: return .answered(earlier.id)
      case .queued, .running, .failed, .diverged, .pruned: continue
      }
    }
    return .anew
  }
}
