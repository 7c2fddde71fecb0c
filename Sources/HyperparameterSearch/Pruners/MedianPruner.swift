public import ExperimentSchema

/// Ends a trial whose best value so far is worse than the median of the others at the same epoch.
///
/// Source: Golovin et al., "Google Vizier", KDD 2017, section 3.2.2; the reading of Optuna's `MedianPruner`,
/// whose decisions `MedianPrunerGoldenTests` holds. Others count as soon as they have come as far, not only
/// when they are finished, so that parallel workers prune as one does.
public struct MedianPruner: Pruner {
  private let settings: PrunerSpecification.MedianSettings

  /// A pruner of these settings.
  public init(_ settings: PrunerSpecification.MedianSettings) {
    self.settings = settings
  }

  /// After the warm-up, then at each interval, and at the end.
  public func stages(ofEpochs epochCount: Int) -> [Int] {
    guard settings.warmupEpochs < epochCount else { return [epochCount] }
    return Array(stride(from: settings.warmupEpochs, to: epochCount, by: settings.interval)) + [epochCount]
  }

  /// Ends `trial` where enough others have come as far and the median of theirs is better than its best.
  ///
  /// - Complexity: O(n log n) in the values.
  public func decision(
    trial: Int, epoch: Int, values: [StageValue], isMaximised: Bool
  ) -> StageDecision {
    let sign: Double = isMaximised ? 1 : -1
    let others = values.filter { $0.trial != trial && $0.epoch == epoch }.map { sign * $0.value }.sorted()
    let own = values.filter { $0.trial == trial && $0.epoch <= epoch }.map { sign * $0.value }
    guard let best = own.max(), others.count >= max(1, settings.startupTrials) else { return .proceed }
    let median = (others[(others.count - 1) / 2] + others[others.count / 2]) / 2
    return best < median ? .prune : .proceed
  }
}
