public import ExperimentSchema

/// A trial as samplers see it: what was tried, and what came of it.
public struct SearchTrial: Hashable, Sendable {
  /// From 1, in the order in which trials were proposed.
  public var number: Int
  /// A value for each setting of the space.
  public var assignment: Assignment
  /// What came of it.
  public var state: State

  /// Trial `number`, which tried `assignment`.
  public init(number: Int, assignment: Assignment, state: State) {
    self.number = number
    self.assignment = assignment
    self.state = state
  }

  /// What came of a trial.
  public enum State: Hashable, Sendable {
    /// Nothing yet: it waits, runs, or is paused.
    case pending
    /// A value for each objective; finite.
    case finished([Double])
    /// It was ended early; the first objective's value at its last stage, where it reached one.
    case pruned(value: Double?)
    /// It has no value: the training diverged, or its settings do not go together.
    case failed
  }
}
