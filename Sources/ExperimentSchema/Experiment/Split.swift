/// Which of a corpus' folds train a model, which judge it after each epoch, and which are kept for the end.
///
/// The folds are the dataset's own: clips cut from one recording share a fold, so a split by folds never
/// puts one source on two sides.
public struct Split: Hashable, Sendable {
  /// The folds the model learns from; at least one.
  public var train: [Int]
  /// The folds it is judged on after each epoch; at least one, none of them in ``train``.
  public var validation: [Int]
  /// The folds that nothing is chosen by, none of them in ``train`` or ``validation``: with them a split is
  /// nested, as an epoch may be selected on ``validation`` and reported on these. Usually empty.
  public var test: [Int]

  /// A split into these folds.
  public init(train: [Int], validation: [Int], test: [Int] = []) {
    self.train = train
    self.validation = validation
    self.test = test
  }

  /// The fold that a run on this split reports: of several in ``test``, or without those in ``validation``,
  /// the lowest.
  public var reportedFold: Int { (test.isEmpty ? validation : test).min() ?? 0 }

  /// The least number of folds that a corpus must have for a split of this kind.
  public var leastFoldCount: Int { test.isEmpty ? 2 : 3 }

  /// The split of this kind that reports `fold` of `folds`: a nested one is judged on the fold before it,
  /// that before the first being the last; all others train.
  ///
  /// - Precondition: `folds`, ascending, holds `fold` and at least ``leastFoldCount`` of them.
  public func reporting(_ fold: Int, of folds: [Int]) -> Split {
    let others = folds.filter { $0 != fold }
    if test.isEmpty { return Split(train: others, validation: [fold]) }
    let selecting = others.last { $0 < fold } ?? others[others.count - 1]
    return Split(train: others.filter { $0 != selecting }, validation: [selecting], test: [fold])
  }
}
