public import ExperimentSchema
public import Foundation
import GRDB
import NearNames

/// Why the store could not do what was asked.
///
/// Cases carry facts; ``description`` words them: where, what was found, what was expected, how to mend it.
public enum RunStoreError: Error, Hashable, Sendable {
  /// A store is to be read that is not there.
  case missing(file: URL)
  /// The folder cannot be created or written to.
  case folderUnusable(folder: URL, reason: String)
  /// The file cannot be opened at all.
  case cannotOpen(file: URL, reason: String)
  /// The name is that of a folder, a device or a pipe.
  case notAFile(file: URL, isFolder: Bool)
  /// The file is on another machine's disk.
  case onNetwork(file: URL, type: String)
  /// The file is no SQLite database.
  case notADatabase(file: URL)
  /// The file is a database, and somebody else's.
  case foreignDatabase(file: URL, tables: [String])
  /// A later version of this program has changed the schema.
  case newerSchema(file: URL, unknown: [String], newestKnown: String)
  /// An earlier version's schema, opened for reading only, so that it cannot be brought up to date.
  case olderSchema(file: URL, missing: [String])
  /// Another process held the store for longer than the busy timeout.
  case locked(file: URL?, seconds: Int)
  /// The disk is full.
  case diskFull(file: URL?, message: String)
  /// The disk reports an error; SQLite reports some full disks so.
  case diskFailure(file: URL?, message: String)
  /// The store is open for reading only, or its file may not be written.
  case readOnly(file: URL?)
  /// Pages of the file are damaged.
  case damaged(file: URL?, message: String)
  /// A rule of the schema refuses the row.
  case constraint(message: String, sql: String?)
  /// Another refusal by SQLite.
  case database(file: URL?, message: String, sql: String?)

  /// No run has this id or this prefix.
  case noSuchRun(id: String, near: [String], isEmpty: Bool)
  /// More than one run's id starts so.
  case ambiguousRun(prefix: String, matches: [String], count: Int)
  /// No experiment has such a setting: at `path` there is no `key`, but `known`.
  case noSuchSetting(path: String, key: String, known: [String])
  /// No run has recorded such a metric.
  case noSuchMetric(MetricName)
  /// The run was removed.
  case removedRun(id: String)
  /// No removed run has this id or this prefix.
  case notRemoved(id: String)
  /// A query by hand is no single SELECT, or SQLite does not take it.
  case queryRefused(reason: String)
  /// A query by hand took longer than it may.
  case queryStopped(seconds: Int)
  /// A run is to be removed that a process may be training.
  case notRemovable(run: String, status: RunStatus)
  /// Another process has claimed the run since this one did.
  case superseded(run: String, fence: Int, current: Int)
  /// A run of this id exists already.
  case runExists(id: String)
  /// ``RunStatus/canBecome(_:)`` forbids the step.
  case illegalTransition(run: String, from: RunStatus, to: RunStatus)
  /// An epoch is recorded for a run that is not running.
  case notRunning(run: String, status: RunStatus)
  /// An epoch is recorded before the one that precedes it.
  case epochOutOfOrder(run: String, epoch: Int, expected: Int)
  /// An epoch comes after the last one planned.
  case epochBeyondPlan(run: String, epoch: Int, planned: Int)
  /// A recomputed epoch differs from the one stored.
  case epochDiffers(run: String, epoch: Int, metric: String, stored: String, found: String)
  /// A run is to complete with fewer epochs than planned.
  case incomplete(run: String, epochs: Int, planned: Int)
  /// A seed that SQLite's integers do not hold.
  case seedOutOfRange(seed: UInt64)
  /// A corpus of this digest and name is stored with other content.
  case corpusDiffers(name: String, digest: String, what: String)
  /// An experiment or corpus that a row refers to is not registered.
  case notRegistered(what: String)
  /// Rows of a run are not those that were stored.
  case damagedRows(run: String, what: String)
  /// Two stores have different runs of one id.
  case mergeConflict(run: String, what: String)
  /// A copy of the store's rows cannot be written.
  case copyUnwritable(description: String)
  /// A prediction's shape does not fit the run's corpus.
  case predictionMisfit(run: String, clip: String, problem: String)

  /// A sweep of this name exists already.
  case sweepExists(name: String)
  /// No sweep has this name.
  case noSuchSweep(name: String, known: [String])
  /// A sweep has no trial of this number.
  case noSuchTrial(number: Int, count: Int)
  /// ``TrialStatus/canBecome(_:)`` forbids the step.
  case illegalTrialTransition(trial: Int, from: TrialStatus, to: TrialStatus)
  /// Nothing was submitted under this name.
  case noSuchSubmission(jobName: String)
}

extension RunStoreError {
  /// Whether what was asked for is wrong, rather than the store or the machine.
  public var isMisuse: Bool {
    switch self {
    case .onNetwork, .noSuchSetting, .noSuchMetric, .queryRefused, .missing, .notAFile, .noSuchRun,
      .ambiguousRun,
      .removedRun, .notRemoved, .notRemovable,
      .seedOutOfRange, .sweepExists, .noSuchSweep, .noSuchTrial:
      true
    default: false
    }
  }
}

extension RunStoreError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let file):
      "\(file.path): there is no store here yet. Run an experiment first: earshot run gen6"
    case .folderUnusable(let folder, let reason):
      "\(folder.path): cannot be used as the folder of the store: \(reason); expected a folder that you may "
        + "write to. Choose another with --runs or --store."
    case .cannotOpen(let file, let reason):
      "\(file.path): cannot be opened: \(reason); expected a store that you may read. Check its permissions "
        + "and those of its folder, or choose another with --store."
    case .notAFile(let file, let isFolder):
      "\(file.path): found \(isFolder ? "a folder" : "something that is no file"); expected the file of a store. "
        + "Name a file with --store, or the folder of runs with --runs."
    case .onNetwork(let file, let type):
      "\(file.path): lies on a network file system (\(type)), over which processes cannot share a store; expected a disk of "
        + "this machine. Name a file on one with --store; the folders of runs may stay where they are."
    case .notADatabase(let file):
      "\(file.path): is not an SQLite database; expected a store that earshot made. Choose another file with "
        + "--store, or move this one away."
    case .foreignDatabase(let file, let tables):
      "\(file.path): is an SQLite database, but not earshot's: it holds \(tables.listed(limit: 3)). Choose "
        + "another file with --store."
    case .newerSchema(let file, let unknown, let newestKnown):
      "\(file.path): was written by a newer earshot: its schema has \(unknown.listed(limit: 3)); this program "
        + "knows the schema up to \(newestKnown). Use the newer earshot."
    case .olderSchema(let file, let missing):
      "\(file.path): was written by an older earshot: its schema lacks \(missing.listed(limit: 3)), and it is "
        + "open for reading only. Any earshot run on it, by someone who may write there, brings it up to date."
    case .locked(let file, let seconds):
      "\(place(file)): another process has held it for more than \(seconds) s. Wait until it is done, or end it."
    case .diskFull(let file, let message):
      "\(place(file)): the disk is full (\(message)); what was committed before is intact. Free some space and "
        + "run again."
    case .diskFailure(let file, let message):
      "\(place(file)): the disk failed (\(message)); what was committed before is intact. The disk may be full "
        + "or broken: check both, then run again."
    case .readOnly(let file):
      "\(place(file)): may only be read. Give yourself permission to write, or choose another with --store."
    case .damaged(let file, let message):
      "\(place(file)): is damaged (\(message)). Bring back what the run folders hold, with the damaged store kept aside: earshot doctor --rebuild"
    case .constraint(let message, let sql):
      "the store refuses a row: \(message)" + (sql.map { "; in: \($0)" } ?? "")
    case .database(let file, let message, let sql):
      "\(place(file)): \(message)" + (sql.map { "; in: \($0)" } ?? "")
    case .noSuchRun(let id, let near, let isEmpty):
      "no run's id is or starts with \(id.quotedForMessage)"
        + (isEmpty
          ? "; the store holds no runs yet. Run an experiment first: earshot run gen6"
          : near.isEmpty
            ? ". List the ids with: earshot runs list" : "; near: \(near.joined(separator: ", "))")
    case .ambiguousRun(let prefix, let matches, let count):
      "\(count) runs' ids start with \(prefix.quotedForMessage): \(matches.joined(separator: ", "))"
        + (count > matches.count ? ", ..." : "") + ". Give more of the id."
    case .noSuchSetting(let path, let key, let known):
      "\(path): found \(key.quotedForMessage), which no experiment in the store has; expected "
        + (known.isEmpty ? "a setting that has no settings of its own." : known.listed(limit: 12) + ".")
        + (NearNames.question(for: key, among: known).map { " \($0)" } ?? "")
    case .noSuchMetric(let metric):
      "found \(metric.description.quotedForMessage), which no run in the store has recorded; expected a metric such as "
        + MetricName.recorded.map(\.description).joined(separator: ", ") + "."
        + (NearNames.question(for: metric.description, among: MetricName.recorded.map(\.description))
          .map { " \($0)" } ?? "")
    case .queryRefused(let reason):
      "query: \(reason)"
    case .queryStopped(let seconds):
      "query: stopped after \(seconds) s. Give it more time with --timeout, or ask for less."
    case .removedRun(let id):
      "run \(id): was removed. Bring it back with: earshot runs rm --undo \(id)"
    case .notRemoved(let id):
      "no removed run's id is or starts with \(id.quotedForMessage). List the removed with: earshot runs list --removed"
    case .notRemovable(let run, let status):
      "run \(run): is \(status.rawValue); expected a run that has ended. Stop its process first; a run whose process "
        + "is gone becomes lost at the next earshot run."
    case .superseded(let run, let fence, let current):
      "run \(run): found claim \(fence), expected \(current): another process has taken the run over. Nothing was "
        + "stored; let that process go on."
    case .runExists(let id):
      "a run \(id) is stored already; expected a new id."
    case .illegalTransition(let run, let from, let to):
      "run \(run): is \(from.rawValue) and cannot become \(to.rawValue)."
    case .notRunning(let run, let status):
      "run \(run): is \(status.rawValue); epochs are recorded only while it is running."
    case .epochOutOfOrder(let run, let epoch, let expected):
      "run \(run): found epoch \(epoch), expected epoch \(expected): epochs are recorded in order."
    case .epochBeyondPlan(let run, let epoch, let planned):
      "run \(run): found epoch \(epoch), expected at most the \(planned) planned."
    case .epochDiffers(let run, let epoch, let metric, let stored, let found):
      "run \(run): epoch \(epoch) was computed again and differs: \(metric) is \(found), stored is \(stored). "
        + "Another binary, processor or corpus? Start a new run instead of resuming this one."
    case .incomplete(let run, let epochs, let planned):
      "run \(run): cannot complete: \(epochs) of \(planned) epochs are stored."
    case .seedOutOfRange(let seed):
      "seed \(seed): expected 0...\(Int64.max), the integers that the store holds."
    case .corpusDiffers(let name, let digest, let what):
      "corpus \(name) (\(digest.prefix(12))): stored before with other \(what) under the same digest."
    case .notRegistered(let what):
      "\(what) is not registered in the store."
    case .damagedRows(let run, let what):
      "run \(run): \(what). Find all that is damaged with: earshot doctor"
    case .mergeConflict(let run, let what):
      "run \(run): both stores have a run of this id, and the other's has \(what). Keep them apart: one of them is not "
        + "what it is called."
    case .copyUnwritable(let description): description
    case .predictionMisfit(let run, let clip, let problem):
      "run \(run): prediction for \(clip): \(problem)."
    case .sweepExists(let name):
      "a sweep \(name.quotedForMessage) is stored already; expected a new name. Go on with it: earshot sweep resume \(name)"
    case .noSuchSweep(let name, let known):
      "found no sweep \(name.quotedForMessage); expected "
        + (known.isEmpty
          ? "one that was begun, and none was. Begin one: earshot sweep run FILE"
          : "one of \(known.listed(limit: 8)). "
            + (NearNames.question(for: name, among: known) ?? "List them: earshot sweep list"))
    case .noSuchTrial(let number, let count):
      "found no trial \(number); expected "
        + (count == 0 ? "a trial, and the sweep has none yet." : "1...\(count), the sweep's trials.")
    case .illegalTrialTransition(let trial, let from, let to):
      "trial \(trial): is \(from.rawValue) and cannot become \(to.rawValue)."
    case .noSuchSubmission(let jobName):
      "nothing was submitted as \(jobName.quotedForMessage)."
    }
  }

  private func place(_ file: URL?) -> String { file?.path ?? "the store in memory" }
}

extension RunStoreError {
  /// Seconds that a write waits for another process before ``locked(file:seconds:)``.
  static let busySeconds = 60

  /// What `error`, thrown while `file` was used, means here.
  init(_ error: any Error, file: URL?) {
    if let error = error as? RunStoreError {
      self = error
      return
    }
    if error is RowDecodingError {
      self = .damaged(file: file, message: "\(error)")
      return
    }
    guard let error = error as? DatabaseError else {
      self = .database(file: file, message: String(describing: error), sql: nil)
      return
    }
    let message = error.message ?? error.resultCode.description
    switch error.resultCode {
    case .SQLITE_FULL: self = .diskFull(file: file, message: message)
    case .SQLITE_IOERR: self = .diskFailure(file: file, message: message)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(file: file, seconds: Self.busySeconds)
    case .SQLITE_READONLY: self = .readOnly(file: file)
    case .SQLITE_CORRUPT: self = .damaged(file: file, message: message)
    case .SQLITE_NOTADB:
      self = file.map { .notADatabase(file: $0) } ?? .database(file: nil, message: message, sql: nil)
    case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
      self =
        file.map { .cannotOpen(file: $0, reason: message) }
        ?? .database(file: nil, message: message, sql: nil)
    case .SQLITE_CONSTRAINT: self = .constraint(message: message, sql: error.sql)
    default: self = .database(file: file, message: message, sql: error.sql)
    }
  }
}

extension String {
  /// The text in quotes, with control characters made visible: safe to show on a terminal.
  fileprivate var quotedForMessage: String { debugDescription }
}

extension [String] {
  /// The first `limit` elements with commas between, and how many are left.
  fileprivate func listed(limit: Int) -> String {
    prefix(limit).joined(separator: ", ") + (count > limit ? " and \(count - limit) more" : "")
  }
}
