public import ExperimentSchema

/// The value of a trial after some of its epochs.
public struct StageValue: Hashable, Sendable {
  /// The trial, from 1.
  public var trial: Int
  /// The epochs that it had trained for.
  public var epoch: Int
  /// The objective there, over the trial's runs; finite.
  public var value: Double

  /// `value` of `trial` after `epoch` epochs.
  public init(trial: Int, epoch: Int, value: Double) {
    self.trial = trial
    self.epoch = epoch
    self.value = value
  }
}

/// What becomes of a trial at the end of a stage.
public enum StageDecision: Hashable, Sendable {
  /// It trains on.
  case proceed
  /// It ends here.
  case prune
  /// It pauses; others that come as far may yet show that it is worth going on
  /// (``Pruner/promotable(among:values:isMaximised:)``).
  case wait
}

/// Ends trials early that promise little. A pure function of the values so far, in whatever order they come.
public protocol Pruner: Sendable {
  /// Returns the epochs after which a trial of `epochCount` epochs is judged, rising; the last one is
  /// `epochCount`.
  func stages(ofEpochs epochCount: Int) -> [Int]

  /// Returns what becomes of `trial`, which has come to the end of the stage at `epoch`, not its last.
  ///
  /// - Parameter values: The stages' values of all trials of the sweep, this one's among them, in any order.
  func decision(trial: Int, epoch: Int, values: [StageValue], isMaximised: Bool) -> StageDecision

  /// Returns those of `waiting` that may go on after all, the most promising first.
  ///
  /// - Parameters:
  ///   - waiting: Trials that ``decision(trial:epoch:values:isMaximised:)`` let wait at their last stage's
  ///     value.
  ///   - values: The stages' values of all trials of the sweep, in any order.
  func promotable(among waiting: [Int], values: [StageValue], isMaximised: Bool) -> [Int]
}

extension Pruner {
  /// None: only ``ASHAPruner`` lets trials wait.
  public func promotable(among waiting: [Int], values: [StageValue], isMaximised: Bool) -> [Int] { [] }
}

extension SweepSpecification {
  /// The pruner that the file names, or one that ends nothing.
  public func makePruner() -> any Pruner {
    switch pruner {
    case nil: NoPruner()
    case .median(let settings): MedianPruner(settings)
    case .asha(let minimumEpochs, let reductionFactor):
      ASHAPruner(minimumEpochs: minimumEpochs, reductionFactor: reductionFactor)
    }
  }
}
