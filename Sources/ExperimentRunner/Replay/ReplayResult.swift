public import RunStore

/// What came of running a stored run again: whether its bits are those that were recorded.
public struct ReplayResult: Sendable {
  /// The run's id.
  public var run: String
  /// Epochs that are recorded of it.
  public var recordedEpochCount: Int
  /// Epochs whose bits are equal, from the first on.
  public var equalEpochCount = 0
  /// Where the replay parts from the recording; nil where no epoch differs.
  public var divergence: EpochDivergence?
  /// What differs in how it ended; nil where nothing does, or an epoch differs already.
  public var ending: Ending?
  /// Whether the final weights are those that were kept.
  public var weights = Weights.notCompared(reason: "an epoch differs already")
  /// The id under which the replay is stored; nil where it is not.
  public var keptAs: String?

  /// Two ends that differ, in words.
  public struct Ending: Hashable, Sendable {
    /// How the recorded run ended.
    public var recorded: String
    /// How the replay did.
    public var found: String
  }

  /// What became of the comparison of final weights.
  public enum Weights: Hashable, Sendable {
    /// Equal, with this digest.
    case equal(digest: String)
    /// Two digests.
    case different(recorded: String, found: String)
    /// There is nothing to compare with.
    case notCompared(reason: String)
  }

  /// Whether nothing that could be compared differs.
  public var isEqual: Bool {
    if case .different = weights { return false }
    return divergence == nil && ending == nil
  }
}
