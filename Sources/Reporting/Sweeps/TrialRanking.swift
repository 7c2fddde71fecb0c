package import ExperimentSchema
package import RunStore

/// The order in which a sweep's trials are told: completed ones first, the best by the first objective at the top; then
/// pruned ones, those that came farthest first; then the others by number, failed ones last.
package struct TrialRanking {
  private let isMaximised: Bool

  /// The order by `objective`, the sweep's first.
  package init(_ objective: SweepObjective) { isMaximised = objective.isMaximised }

  /// `elements` in the order of their trials.
  ///
  /// - Complexity: O(n log n).
  package func ranked<Element>(_ elements: [Element], by trial: (Element) -> StoredTrial) -> [Element] {
    elements.map { ($0, key(of: trial($0))) }.sorted { $0.1 < $1.1 }.map(\.0)
  }

  /// State, epochs left out of a pruned trial, what the objective lacks, number: the less the earlier.
  private func key(of trial: StoredTrial) -> (Int, Int, Double, Int) {
    let value = trial.value(ofObjective: 0)
    let lack = value.map { isMaximised ? -$0.mean : $0.mean } ?? .infinity
    switch trial.status {
    case .completed: return (0, 0, lack, trial.number)
    case .pruned: return (1, -(value?.epoch ?? 0), lack, trial.number)
    case .running, .paused: return (2, 0, 0, trial.number)
    case .waiting: return (3, 0, 0, trial.number)
    case .failed: return (4, 0, 0, trial.number)
    }
  }
}
