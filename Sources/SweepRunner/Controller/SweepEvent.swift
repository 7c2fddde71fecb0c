public import RunStore

/// What happens in a sweep, for whoever shows it.
public enum SweepEvent: Sendable {
  /// A stage of a trial was handed to the launcher.
  case submitted(trial: Int, stageEpochs: Int?)
  /// A trial has come to the end of a stage that is not its last.
  case paused(StoredTrial)
  /// A trial has ended.
  case ended(StoredTrial)
  /// A trial is to be tried again.
  case released(trial: Int, reason: String)
  /// Something that does not stop the sweep.
  case warning(String)
}

/// How a stretch of a sweep has ended.
public enum SweepEnding: Hashable, Sendable {
  /// All that was asked for is done.
  case finished
  /// It was asked to stop.
  case interrupted
  /// The machine or the store refused.
  case refused(reason: String)
}
