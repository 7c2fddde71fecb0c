public import ExperimentSchema
import SeededRandom

/// Proposes each setting by itself, all its values equally likely; those of a logarithmic range by their
/// logarithm.
///
/// Whole numbers of a logarithmic range are drawn as numbers from half a step below to half a step above it
/// and rounded.
///
/// Source: Bergstra and Bengio, "Random search for hyper-parameter optimization", JMLR 13 (2012). Checked in
/// `RandomSamplerTests`.
public struct RandomSampler: Sampler {
  private let space: [Hyperparameter]
  private let seed: UInt64

  /// Draws from `space`, as `seed` fixes it.
  public init(space: [Hyperparameter], seed: UInt64) {
    self.space = space
    self.seed = seed
  }

  /// Draws each setting; the history has no part in it.
  public func assignment(ofTrial number: Int, attempt: Int, history: [SearchTrial]) -> Assignment? {
    var random = RandomStream(seed: seed, purpose: .search, epoch: attempt, index: number)
    return space.map { $0.domain.draw(using: &random) }
  }
}

extension Hyperparameter.Domain {
  /// A value drawn without regard to any other.
  func draw(using random: inout RandomStream) -> HyperparameterValue {
    .init(ofUnit: random.uniform(), in: self)
  }
}
