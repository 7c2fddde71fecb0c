extension TrainingSpecification {
  /// How the learning rate changes over the updates: by a factor, that of an update depending on its number alone.
  ///
  /// All but `oneCycle` may begin with a warm-up of some epochs, over which the factor rises evenly from near 0;
  /// the schedule proper begins after it.
  public enum Schedule: Hashable, Sendable {
    /// The factor 1.
    case constant(warmUpEpochs: Double = 0)
    /// `factor` more after each `epochs` epochs.
    case step(epochs: Int, factor: Double, warmUpEpochs: Double = 0)
    /// From 1 to `finalFraction` along half a cosine.
    case cosine(finalFraction: Double, warmUpEpochs: Double = 0)
    /// Up to 1 along half a cosine, then far down along another.
    case oneCycle(OneCycle)
  }

  /// The settings of the one-cycle schedule.
  public struct OneCycle: Hashable, Sendable {
    /// The share of the updates until the learning rate is reached, in 0..<1.
    public var warmUpFraction: Double
    /// The first update has the learning rate divided by it; at least 1.
    public var initialDivisor: Double
    /// The last update has the first one's divided by it; at least 1.
    public var finalDivisor: Double

    /// One cycle with these settings; the defaults are PyTorch's.
    public init(warmUpFraction: Double = 0.3, initialDivisor: Double = 25, finalDivisor: Double = 1e4) {
      self.warmUpFraction = warmUpFraction
      self.initialDivisor = initialDivisor
      self.finalDivisor = finalDivisor
    }
  }
}
