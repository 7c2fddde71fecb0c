public import ExperimentRunner

/// One stage of a trial, with all that a worker needs to know of it: as JSON it goes to another process.
public struct TrialTask: Codable, Hashable, Sendable {
  /// The sweep's name.
  public var sweep: String
  /// The trial's number in it, from 1.
  public var trial: Int
  /// Which attempt of the trial it is, from 1.
  public var attempt: Int
  /// Epochs after which each of its runs stops; nil trains them to their ends.
  public var stageEpochs: Int?
  /// The trial's experiment as JSON, fully resolved, with the trial's seeds.
  public var experiment: String
  /// The folds reported, each by a run of its own for every seed; nil for the experiment's own.
  public var folds: [Int]?
  /// Whether equal runs that are no trial's own are trained again.
  public var allowsRepeats: Bool

  /// A task of these parts.
  public init(
    sweep: String, trial: Int, attempt: Int, stageEpochs: Int?, experiment: String, folds: [Int]?,
    allowsRepeats: Bool
  ) {
    self.sweep = sweep
    self.trial = trial
    self.attempt = attempt
    self.stageEpochs = stageEpochs
    self.experiment = experiment
    self.folds = folds
    self.allowsRepeats = allowsRepeats
  }

  /// The runs that it asks for, were all seeds those of the experiment.
  public var selection: RunSelection {
    RunSelection(folds: folds.map { .folds($0) } ?? .documented)
  }
}

/// How a stage of a trial has ended.
public enum TrialEnding: Codable, Hashable, Sendable {
  /// All of its runs are completed, or stopped where the stage ends, and in the store; their whole ids.
  case reached(runs: [String])
  /// The loss of a run was not finite.
  case diverged(run: String, reason: String)
  /// The trial's configuration cannot be trained: its own fault.
  case failed(reason: String)
  /// The worker is gone, or its result cannot be used: to be tried again.
  case lost(reason: String)
  /// It was asked to stop, its state saved.
  case interrupted
  /// The machine or the store refused: no fault of the trial's, and of no use to go on.
  case refused(reason: String)
}

/// What a launcher tells of its workers.
public enum TrialEvent: Codable, Hashable, Sendable {
  /// A worker has begun a task.
  case started(trial: Int, attempt: Int)
  /// A task has ended.
  case ended(trial: Int, attempt: Int, TrialEnding)
  /// Something that does not stop the work.
  case warning(String)
}
