/// How far training has come: all that is needed, beside the parameters, to go on with the same bits.
///
/// Random streams are keyed by epoch and step, so they need no state of their own.
public struct TrainingPosition: Hashable, Sendable {
  /// The epoch under way, from 0; the number of epochs once all are done.
  public var epoch: Int
  /// The next update within it, from 0.
  public var step: Int
  /// The sum of the losses of the epoch's clips so far, in the loss' unit.
  public var lossSum: Double
  /// The epoch's clips classified rightly so far, dropout active.
  public var correctCount: Int
  /// The epoch's clips so far.
  public var exampleCount: Int

  /// The position of these parts.
  public init(epoch: Int, step: Int, lossSum: Double, correctCount: Int, exampleCount: Int) {
    self.epoch = epoch
    self.step = step
    self.lossSum = lossSum
    self.correctCount = correctCount
    self.exampleCount = exampleCount
  }

  /// Before the first update of `epoch`.
  public static func start(ofEpoch epoch: Int) -> TrainingPosition {
    TrainingPosition(epoch: epoch, step: 0, lossSum: 0, correctCount: 0, exampleCount: 0)
  }
}
