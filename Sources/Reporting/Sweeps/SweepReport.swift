public import ExperimentSchema
public import RunStore

/// A sweep: its trials, the best first, what mattered, how the best came about, and what it costs.
///
/// Checked in `SweepReportTests`.
public struct SweepReport: Hashable, Sendable {
  /// The sweep as the store has it.
  public var sweep: StoredSweep
  /// What it searches, and how.
  public var specification: SweepSpecification
  /// How many trials are in each state.
  public var counts: TrialCounts
  /// The trials: completed ones first, the best of them at the top; then pruned ones, those that came farthest first;
  /// then the others by number.
  public var trials: [Trial]
  /// How much of the first objective's spread each setting accounts for, the most first.
  public var importance: Importance
  /// The numbers of the trials that none surpasses in the first objective at as few multiply-accumulates, or in both
  /// objectives where there are two; ascending in the second. Empty where all cost the same.
  public var front: [Int]

  /// A trial, with what is told of it.
  public struct Trial: Hashable, Sendable {
    /// The trial as the store has it.
    public var stored: StoredTrial
    /// The values tried by key path, as text; choices by their labels.
    public var settings: [String: String]
    /// Its runs, by whole ids.
    public var runs: [String]
    /// Values that are trained; nil before it has a run.
    public var parameterCount: Int?
    /// Multiply-accumulates of one example's forward pass; nil before it has a run.
    public var multiplyAccumulateCount: Int?

    /// Its number in the sweep, from 1.
    public var number: Int { stored.number }

    /// What the objective number `objective` came to; nil where it has no value.
    public func value(of objective: Int = 0) -> TrialValue? { stored.value(ofObjective: objective) }
  }

  /// How much the settings matter.
  public enum Importance: Hashable, Sendable {
    /// The share of each setting, by key path, descending; they sum to 1.
    case shares([Share])
    /// There is none, for this reason.
    case refused(String)

    /// What one setting accounts for.
    public struct Share: Hashable, Sendable {
      /// The setting.
      public var keyPath: String
      /// In 0...1.
      public var share: Double
    }
  }

  /// The best completed trial; nil where there is none.
  public var best: Trial? { trials.first.flatMap { $0.stored.status == .completed ? $0 : nil } }

  /// The first objective's best value after each trial's end, by its number, in the order in which they ended.
  var course: [(number: Int, value: Double, best: Double)] {
    let ended = trials.filter { $0.stored.status == .completed }
      .sorted { ($0.stored.endOrder ?? 0) < ($1.stored.endOrder ?? 0) }
    let isMaximised = specification.objectives[0].isMaximised
    var best: Double?
    return ended.compactMap { trial in
      guard let value = trial.value()?.mean else { return nil }
      let soFar = best.map { isMaximised ? max($0, value) : min($0, value) } ?? value
      best = soFar
      return (trial.number, value, soFar)
    }
  }
}
