/// What came of one training step's batch, before the update.
public struct BatchOutcome: Sendable, Equatable {
  /// The sum of the examples' losses: the batch's mean loss times `count`.
  public var lossSum: Double
  /// Examples whose greatest probability was the label's, dropout being on.
  public var correctCount: Int
  /// Examples of the batch.
  public var count: Int
  /// Whether the loss is a number; where it is not, training has diverged.
  public var isFinite: Bool { lossSum.isFinite }

  /// An outcome of these figures.
  public init(lossSum: Double, correctCount: Int, count: Int) {
    self.lossSum = lossSum
    self.correctCount = correctCount
    self.count = count
  }
}
