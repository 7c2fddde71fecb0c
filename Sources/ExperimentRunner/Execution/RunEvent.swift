public import RunStore

/// What happens while runs are made ready and trained, for whoever shows it.
public enum RunEvent: Sendable {
  /// Features of a corpus: `done` of `total` clips, each counted in every way in which it is heard.
  case features(corpus: String, done: Int, total: Int)
  /// Something that does not stop the work, such as a cache that cannot be written.
  case warning(String)
  /// A run began.
  case started(id: String, run: PlannedRun, resumedAt: Int)
  /// Epochs have been committed to the store.
  case committed([EpochRecord])
  /// A run ended.
  case ended(RunResult)
}

/// How one run ended.
public struct RunResult: Sendable {
  /// The run's id; nil where it could not even be declared.
  public var id: String?
  /// What was to be run.
  public var run: PlannedRun
  /// The state it ended in.
  public var status: RunStatusReached
  /// Wall time of training, in seconds, over all stretches of a run that went on.
  public var seconds: Double

  /// The states a run can end in here.
  public enum RunStatusReached: Sendable {
    /// Every epoch done and stored.
    case completed
    /// A loss that was not finite, in this epoch, from 1.
    case diverged(epoch: Int)
    /// Stopped on request, its state saved.
    case interrupted
    /// The machine or the store refused.
    case failed(reason: String)
  }
}
