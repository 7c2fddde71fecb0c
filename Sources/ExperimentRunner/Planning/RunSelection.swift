/// Which runs of an experiment are wanted.
public struct RunSelection: Hashable, Sendable {
  /// The seeds; nil takes the experiment's own.
  public var seeds: [UInt64]?
  /// The folds reported.
  public var folds: FoldSelection

  /// A selection of these seeds and folds.
  public init(seeds: [UInt64]? = nil, folds: FoldSelection = .documented) {
    self.seeds = seeds
    self.folds = folds
  }

  /// Which folds are reported, each by a run of its own.
  public enum FoldSelection: Hashable, Sendable {
    /// The split of the experiment file.
    case documented
    /// Each fold of the corpus in turn, training on all others.
    case all
    /// Each of these in turn, training on all others.
    case folds([Int])
  }
}
