public import ExperimentSchema

/// How much each setting matters for being among the best: how far the density of the best trials along it lies from
/// that of all.
///
/// A setting whose best values lie everywhere is unimportant, whatever it does to poor trials. Few trials say little: at
/// least five of them should be among the best.
///
/// Source: Watanabe, Bansal and Hutter, "PED-ANOVA: efficiently quantifying hyperparameter importance in arbitrary
/// subspaces", IJCAI 2023, equation 16 (the Pearson divergence), with Scott's rule on a grid of 50 as Optuna's
/// `PedAnovaImportanceEvaluator` computes it. Checked against that in `PEDANOVAGoldenTests`.
public enum PEDANOVA {
  /// The share of the trials that are the best, γ′.
  public static let defaultShare = 0.1

  /// Returns each setting's share of what decides whether a trial is among the best; they add up to 1.
  ///
  /// - Parameters:
  ///   - space: The settings.
  ///   - trials: The trials of a sweep; those that are not finished are left out.
  ///   - objective: Which of the values counts.
  ///   - isMaximised: Whether greater is better.
  ///   - share: The share of the trials that are the best, above 0, below 1; more where several are equal to the last.
  /// - Returns: A value in 0...1 for each setting, in their order; nil of fewer than two trials, or where all are equal.
  /// - Complexity: O(settings × (trials + grid × values)), sorting apart.
  public static func importances(
    of space: [Hyperparameter], trials: [SearchTrial], objective: Int = 0, isMaximised: Bool,
    share: Double = defaultShare
  ) -> [Double]? {
    precondition(share > 0 && share < 1, "a share of \(share)")
    let finished = trials.sorted { $0.number < $1.number }.compactMap { trial -> Measured? in
      guard case .finished(let values) = trial.state else { return nil }
      return Measured(
        assignment: trial.assignment, loss: isMaximised ? -values[objective] : values[objective])
    }
    guard finished.count > 1 else { return nil }
    let cut = Int((share * Double(finished.count)).rounded(.up)) - 1
    let bound = finished.map(\.loss).sorted()[cut]
    let best = finished.filter { $0.loss <= bound }
    guard best.count < finished.count else { return nil }
    let divergences = space.indices.map { index in
      let grid = ImportanceGrid(space[index].domain)
      return grid.divergence(
        of: best.map { $0.assignment[index] }, from: finished.map { $0.assignment[index] })
    }
    let total = divergences.reduce(0, +)
    return total > 0 ? divergences.map { $0 / total } : nil
  }

  private struct Measured {
    var assignment: Assignment
    var loss: Double
  }
}
