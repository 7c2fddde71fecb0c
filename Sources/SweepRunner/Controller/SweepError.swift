public import Foundation

/// Why a sweep cannot begin, or go on.
public enum SweepError: Error, Hashable, Sendable {
  /// Another controller is at it.
  case busy(sweep: String, process: Int32?)
  /// The folder of the sweep cannot be made or written.
  case folderUnusable(folder: URL, reason: String)
  /// A sweep of this name was begun with other settings.
  case differs(sweep: String, what: [String])
  /// The recordings are not those that the sweep began with.
  case corpusChanged(sweep: String, corpus: String)
  /// An objective that runs do not record at the end of a stage.
  case notRecorded(sweep: String, metric: String, expected: String)
  /// A worker cannot be started.
  case workerUnusable(reason: String)
  /// What is asked for needs a trial that has ended well, and there is none.
  case nothingCompleted(sweep: String)
  /// The best of two objectives is more than one trial.
  case severalBest(sweep: String, trials: [Int])
  /// Trials that are to be trained here are with a scheduler, as the job of this number or name.
  case submitted(sweep: String, job: String)
  /// What the store holds of a trial is none of the sweep's space.
  case unreadableTrial(sweep: String, trial: Int)
}

extension SweepError {
  /// Whether what was asked for is wrong, rather than the machine.
  public var isMisuse: Bool {
    switch self {
    case .busy, .folderUnusable, .workerUnusable: false
    default: true
    }
  }
}

extension SweepError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .busy(let sweep, let process):
      "sweep \(sweep): another process\(process.map { " (\($0))" } ?? "") is at it. Wait for it, or stop it: what it has "
        + "done is kept."
    case .folderUnusable(let folder, let reason):
      "\(folder.path): cannot be used as the folder of the sweep: \(reason). Choose a folder of runs that you may "
        + "write to with --runs."
    case .differs(let sweep, let what):
      "sweep \(sweep): was begun with other settings: the file differs in \(what.joined(separator: ", ")). Go on as it "
        + "began: earshot sweep resume \(sweep). Or give the file another name, for a sweep of its own."
    case .corpusChanged(let sweep, let corpus):
      "sweep \(sweep): the recordings of \(corpus) are not those that it began with. Bring them back, or give the sweep "
        + "another name."
    case .notRecorded(let sweep, let metric, let expected):
      "sweep \(sweep): objectives: found \(metric); expected \(expected)."
    case .workerUnusable(let reason):
      "a worker cannot be started: \(reason). Try fewer with --workers."
    case .nothingCompleted(let sweep):
      "sweep \(sweep): no trial is completed yet. Look how far it is: earshot sweep status \(sweep)"
    case .severalBest(let sweep, let trials):
      "sweep \(sweep): with two objectives none is best; of trials \(trials.map(String.init).joined(separator: ", ")) no "
        + "other is better in both. Choose one with --trial."
    case .submitted(let sweep, let job):
      "sweep \(sweep): found trials that are with Slurm (job \(job)); expected to be told where to go on. Add --launcher slurm, "
        + "which takes them up, or --launcher local, which trains them here and leaves the job to itself."
    case .unreadableTrial(let sweep, let trial):
      "sweep \(sweep): the hyperparameters of trial \(trial) are none of its space. Find what is damaged: earshot doctor"
    }
  }
}
