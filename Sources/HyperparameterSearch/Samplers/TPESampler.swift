public import ExperimentSchema

/// The tree-structured Parzen estimator, of which only the random start is there yet.
public struct TPESampler: Sampler {
  private let random: RandomSampler

  /// A sampler of `space`, whose objectives are better where greater if `areMaximised`.
  public init(space: [Hyperparameter], areMaximised: [Bool], settings: TPESettings) {
    random = RandomSampler(space: space, seed: settings.seed)
  }

  /// Draws at random.
  public func assignment(ofTrial number: Int, attempt: Int, history: [SearchTrial]) -> Assignment? {
    random.assignment(ofTrial: number, attempt: attempt, history: history)
  }
}
