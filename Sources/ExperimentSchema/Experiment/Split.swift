/// Which of a corpus' folds train a model, and which judge it.
///
/// The folds are the dataset's own: clips cut from one recording share a fold, so a split by folds never
/// puts one source on both sides.
public struct Split: Hashable, Sendable {
  /// The folds the model learns from; at least one.
  public var train: [Int]
  /// The folds it is judged on after each epoch; at least one, none of them in ``train``.
  public var validation: [Int]

  /// A split into these folds.
  public init(train: [Int], validation: [Int]) {
    self.train = train
    self.validation = validation
  }

  /// The fold that a run on this split reports: of several in ``validation``, the lowest.
  public var reportedFold: Int { validation.min() ?? 0 }

  /// The split that reports `fold` and trains on all others of `folds`.
  public static func reporting(_ fold: Int, of folds: [Int]) -> Split {
    Split(train: folds.filter { $0 != fold }, validation: [fold])
  }
}
