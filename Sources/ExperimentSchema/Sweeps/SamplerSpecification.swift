/// What proposes a sweep's assignments.
public enum SamplerSpecification: Hashable, Sendable {
  /// Each point of the space once, in an order that `seed` fixes.
  case grid(seed: UInt64)
  /// Independent draws.
  case random(seed: UInt64)
  /// Draws from where good trials lie closer than bad ones.
  case tpe(TPESettings)

  /// What fixes every draw.
  public var seed: UInt64 {
    switch self {
    case .grid(let seed), .random(let seed): seed
    case .tpe(let settings): settings.seed
    }
  }
}

/// Settings of the tree-structured Parzen estimator.
public struct TPESettings: Hashable, Sendable {
  /// What fixes every draw.
  public var seed: UInt64
  /// Trials that must have ended before any is proposed by what they tell; at least 1.
  public var startupTrials: Int
  /// Candidates of which the most promising is proposed; at least 1.
  public var candidates: Int

  /// Settings of these parts.
  public init(
    seed: UInt64 = TPESettings.defaultSeed, startupTrials: Int = TPESettings.defaultStartupTrials,
    candidates: Int = TPESettings.defaultCandidates
  ) {
    self.seed = seed
    self.startupTrials = startupTrials
    self.candidates = candidates
  }

  /// The seed where none is named, for each sampler.
  public static let defaultSeed: UInt64 = 1
  /// As Optuna has them.
  public static let defaultStartupTrials = 10
  /// As Optuna has them.
  public static let defaultCandidates = 24
}

/// What ends trials that promise little.
public enum PrunerSpecification: Hashable, Sendable {
  /// Ends a trial that is below the median of the others at the same epoch.
  case median(MedianSettings)
  /// Lets the best `1 / reductionFactor` go on to `reductionFactor` times as many epochs, again and again.
  case asha(minimumEpochs: Int, reductionFactor: Int)

  /// Settings of the median rule.
  public struct MedianSettings: Hashable, Sendable {
    /// Other trials that must have come as far before one is judged; at least 1.
    public var startupTrials: Int
    /// Epochs before the first judgement; at least 1.
    public var warmupEpochs: Int
    /// Epochs from one judgement to the next; at least 1.
    public var interval: Int

    /// Settings of these parts.
    public init(startupTrials: Int = 5, warmupEpochs: Int = 10, interval: Int = 10) {
      self.startupTrials = startupTrials
      self.warmupEpochs = warmupEpochs
      self.interval = interval
    }
  }
}
