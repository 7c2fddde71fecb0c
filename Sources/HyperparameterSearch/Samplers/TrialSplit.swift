import ExperimentSchema
import Glibc

/// The trials of a history that a model learns from, parted into the best and the others.
struct TrialSplit {
  /// The best tenth of those that have ended, at most 25 of them; the best first.
  private(set) var best: [SearchTrial] = []
  /// All others that have ended or are under way, by number.
  private(set) var others: [SearchTrial] = []

  /// Ended trials among the best, at most, where there is one objective.
  private static let greatestBestCount = 25
  /// The share of those that have ended that are the best.
  private static let bestShare = 0.1

  /// The parts of `history`.
  ///
  /// Finished trials go before pruned ones. A trial under way counts among the others: two workers then do not
  /// try the same place twice (constant liar; Ginsbourger et al. 2010, with the worst value).
  init(_ history: [SearchTrial], areMaximised: [Bool]) {
    var finished: [(trial: SearchTrial, values: [Double])] = []
    var pruned: [(trial: SearchTrial, value: Double)] = []
    for trial in Self.ordered(history) {
      switch trial.state {
      case .finished(let values): finished.append((trial, values))
      case .pruned(let value):
        let loss = value.map { areMaximised[0] ? -$0 : $0 }
        pruned.append((trial, loss ?? .infinity))
      case .pending: others.append(trial)
      case .failed: break
      }
    }
    let endedCount = finished.count + pruned.count
    let share = Int(ceil(Self.bestShare * Double(endedCount)))
    let bestCount = areMaximised.count == 1 ? min(share, Self.greatestBestCount) : share
    let ranked =
      Self.ranked(finished.map(\.values), areMaximised, bestCount: bestCount).map { finished[$0].trial }
      + pruned.sorted { ($0.value, $0.trial.number) < ($1.value, $1.trial.number) }.map(\.trial)
    best = Array(ranked.prefix(bestCount))
    others = Self.ordered(others + ranked.dropFirst(bestCount))
  }

  /// The trials by number. Sorted are numbers, not trials, each of which holds memory of its own.
  private static func ordered(_ trials: [SearchTrial]) -> [SearchTrial] {
    let numbers = trials.map(\.number)
    return numbers.indices.sorted { numbers[$0] < numbers[$1] }.map { trials[$0] }
  }

  /// The indices of `values`, the best `bestCount` first.
  private static func ranked(_ values: [[Double]], _ areMaximised: [Bool], bestCount: Int) -> [Int] {
    guard areMaximised.count > 1 else {
      let losses = values.map { areMaximised[0] ? -$0[0] : $0[0] }
      return losses.indices.sorted { (losses[$0], $0) < (losses[$1], $1) }
    }
    let best = ParetoFront.best(bestCount, of: values, areMaximised: areMaximised)
    let isBest = Set(best)
    return best + values.indices.filter { !isBest.contains($0) }
  }
}
