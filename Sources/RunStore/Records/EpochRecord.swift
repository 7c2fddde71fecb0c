/// A finished epoch of a run and what was measured in it.
public struct EpochRecord: Hashable, Sendable {
  /// The run's id.
  public var run: String
  /// The epoch as the store counts it, from 1.
  public var epoch: Int
  /// What was measured, each metric once.
  public var metrics: [MetricValue]

  /// The epoch number `epoch`, counted from 1, of `run`.
  public init(run: String, epoch: Int, metrics: [MetricValue]) {
    self.run = run
    self.epoch = epoch
    self.metrics = metrics
  }
}
