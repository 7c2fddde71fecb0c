/// Follows a training from outside: records, saves, stops it.
public protocol TrainingObserver {
  /// Asked after each update; true ends training there, resumable.
  var isStopRequested: Bool { get }

  /// Told after each update; the place to save a checkpoint now and then.
  func reached(_ position: TrainingPosition) throws

  /// Told once for each epoch, in order, after its last update and its validation.
  func finished(_ epoch: EpochMetrics) throws
}

/// How a training ended.
public enum TrainingOutcome: Hashable, Sendable {
  /// Every epoch is done.
  case completed
  /// It was asked to stop, and stopped before the update at this position.
  case stopped(TrainingPosition)
  /// The loss of this update was not finite; the parameters are of no use.
  case diverged(TrainingPosition)
}
