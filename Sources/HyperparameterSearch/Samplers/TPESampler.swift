public import ExperimentSchema
import Glibc
import SeededRandom

/// The tree-structured Parzen estimator: proposes points where the best trials lie close together and the others do not.
///
/// Two densities over the whole space are estimated, of the best trials and of all others (``ParzenMixture``); of some
/// candidates drawn from the first, the one is proposed at which it exceeds the second by the most. Until enough trials
/// have ended, proposals form a Latin hypercube: each setting takes a value from each of as many equal parts of its
/// range as there are such trials. Failed trials teach nothing; those under way count as poor.
///
/// Source: Bergstra et al., "Algorithms for hyper-parameter optimization", NeurIPS 2011; over all settings at once as
/// in Falkner, Klein and Hutter, "BOHB", ICML 2018, and Optuna's `TPESampler`, whose parts and weights of the others
/// these are. Ours: narrower kernels, and the best weighted by rank (Hansen, arXiv 1604.00772, equation 49). Compared
/// with Optuna by `earshot-bench sweeps`; checked in `SamplerContractTests` and `TPESamplerTests`.
public struct TPESampler: Sampler {
  private let axes: [SearchAxis]
  private let areMaximised: [Bool]
  private let settings: TPESettings
  /// Whether all values of the space can be counted, so that proposals may come twice.
  private let isCounted: Bool

  /// A sampler of `space`, whose objectives are better where greater if `areMaximised`.
  ///
  /// - Precondition: There are one or two objectives.
  public init(space: [Hyperparameter], areMaximised: [Bool], settings: TPESettings) {
    precondition((1...2).contains(areMaximised.count), "\(areMaximised.count) objectives")
    self.areMaximised = areMaximised
    self.settings = settings
    axes = space.map { SearchAxis($0.domain) }
    isCounted = space.allSatisfy { $0.domain.count != nil }
  }

  /// Proposes what the history makes most promising; never nil.
  ///
  /// - Complexity: O((candidates + axes) × history); below 1 ms for 1000 trials and five settings
  ///   (`earshot-bench sweeps`).
  public func assignment(ofTrial number: Int, attempt: Int, history: [SearchTrial]) -> Assignment? {
    let history = history.filter { $0.number != number }
    var random = RandomStream(seed: settings.seed, purpose: .search, epoch: attempt, index: number)
    guard history.count(where: \.hasEnded) >= settings.startupTrials else {
      return startup(number, attempt: attempt, using: &random)
    }
    let split = TrialSplit(history, areMaximised: areMaximised)
    let good = mixture(of: split.best, weights: rankWeights(count: split.best.count))
    let bad = mixture(of: split.others, weights: Self.ageWeights(count: split.others.count))
    let tried = isCounted ? Set(history.map { points(of: $0.assignment) }) : []
    let candidates = candidates(of: good, except: tried, using: &random)
    let gains = zip(good.logDensities(at: candidates), bad.logDensities(at: candidates)).map { $0 - $1 }
    let best = gains.indices.max { gains[$0] < gains[$1] } ?? 0
    return zip(axes, candidates[best]).map { $0.value(at: $1) }
  }

  /// The trial's cell of a Latin hypercube; beyond it, and asked again, anywhere.
  private func startup(
    _ number: Int, attempt: Int, using random: inout RandomStream
  ) -> Assignment {
    let count = settings.startupTrials
    return axes.enumerated().map { index, axis in
      let position = random.uniform()
      guard number <= count, attempt == 0 else {
        return HyperparameterValue(ofUnit: position, in: axis.domain)
      }
      var shuffling = RandomStream(seed: settings.seed, purpose: .search.part(1), index: index)
      let cell = Double(shuffling.permutation(of: count)[number - 1])
      return HyperparameterValue(ofUnit: min((cell + position) / Double(count), 1.nextDown), in: axis.domain)
    }
  }

  /// Candidates from `good`, each at one of the space's values; of those that were tried before, none while there are
  /// others.
  private func candidates(
    of good: ParzenMixture, except tried: Set<[Double]>, using random: inout RandomStream
  ) -> [[Double]] {
    var repeats: [[Double]] = []
    var candidates: [[Double]] = []
    for _ in 0..<settings.candidates {
      let drawn = zip(axes, good.draw(using: &random)).map { $0.position(of: $0.value(at: $1)) }
      if tried.contains(drawn) { repeats.append(drawn) } else { candidates.append(drawn) }
    }
    if !candidates.isEmpty { return candidates }
    for _ in 0..<settings.candidates {
      let drawn = axes.map { $0.position(of: HyperparameterValue(ofUnit: random.uniform(), in: $0.domain)) }
      if !tried.contains(drawn) { candidates.append(drawn) }
    }
    return candidates.isEmpty ? repeats : candidates
  }

  // MARK: Densities

  private func points(of assignment: Assignment) -> [Double] {
    zip(axes, assignment).map { $0.position(of: $1) }
  }

  private func mixture(of trials: [SearchTrial], weights: [Double]) -> ParzenMixture {
    ParzenMixture(
      axes: axes,
      points: axes.indices.map { index in trials.map { axes[index].position(of: $0.assignment[index]) } },
      weights: weights)
  }

  /// How much each of the best counts, the best first, 1 in the mean: by the logarithm of its rank. Of two objectives no
  /// order is the right one, and all count alike.
  private func rankWeights(count: Int) -> [Double] {
    guard areMaximised.count == 1 else { return [Double](repeating: 1, count: count) }
    let weights = (0..<count).map { log((Double(count) + 0.5) / Double($0 + 1)) }
    let mean = weights.reduce(0, +) / Double(count)
    return weights.map { $0 / mean }
  }

  /// How much each of the others counts, by number: the newest 25 wholly, those before them the less the older.
  private static func ageWeights(count: Int) -> [Double] {
    let recent = 25
    guard count > recent else { return [Double](repeating: 1, count: count) }
    let old = count - recent
    let least = 1 / Double(count)
    return (0..<old).map { least + (1 - least) * Double($0) / Double(max(old - 1, 1)) }
      + [Double](repeating: 1, count: recent)
  }
}

extension SearchTrial {
  /// Whether a model learns how good it was.
  fileprivate var hasEnded: Bool {
    switch state {
    case .finished, .pruned: true
    case .pending, .failed: false
    }
  }
}
