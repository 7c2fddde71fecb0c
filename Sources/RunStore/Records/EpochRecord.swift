/// A finished epoch of a run and what was measured in it.
public struct EpochRecord: Hashable, Sendable {
  /// The run's id.
  public var run: String
  /// The epoch as the store counts it, from 1.
  public var epoch: Int
  /// What was measured, each metric once.
  public var metrics: [MetricValue]
  /// What ``RunStore/claim(run:owner:)`` gave to whoever trains the run; 0 for a run that nobody claimed.
  public var fence: Int

  /// The epoch number `epoch`, counted from 1, of `run`.
  public init(run: String, epoch: Int, metrics: [MetricValue], fence: Int = 0) {
    self.run = run
    self.epoch = epoch
    self.metrics = metrics
    self.fence = fence
  }
}
