import ExperimentSchema
import Glibc

/// The trials of a history that a model learns from, parted into the best and the others; as indices of the history.
struct TrialSplit {
  /// The best tenth of those that have ended, at most 25 of them; the best first.
  let best: [Int]
  /// All others that have ended or are under way, by number.
  let others: [Int]
  /// How many have ended: finished and pruned ones.
  let endedCount: Int

  /// Ended trials among the best, at most, where there is one objective.
  private static let greatestBestCount = 25
  /// The share of those that have ended that are the best.
  private static let bestShare = 0.1

  /// The parts of `history`.
  ///
  /// Finished trials go before pruned ones. A trial under way counts among the others: two workers then do not
  /// try the same place twice (constant liar; Ginsbourger et al. 2010, with the worst value).
  ///
  /// - Parameter number: The trial that is asked for, which is left out.
  init(_ history: [SearchTrial], except number: Int, areMaximised: [Bool]) {
    let numbers = history.map(\.number)
    var finished: [(index: Int, values: [Double])] = []
    var pruned: [(index: Int, value: Double)] = []
    var pending: [Int] = []
    for index in numbers.indices.sorted(by: { numbers[$0] < numbers[$1] }) where numbers[index] != number {
      switch history[index].state {
      case .finished(let values): finished.append((index, values))
      case .pruned(let value): pruned.append((index, value.map { areMaximised[0] ? -$0 : $0 } ?? .infinity))
      case .pending: pending.append(index)
      case .failed: break
      }
    }
    endedCount = finished.count + pruned.count
    let share = Int(ceil(Self.bestShare * Double(endedCount)))
    let bestCount = areMaximised.count == 1 ? min(share, Self.greatestBestCount) : share
    let ranked =
      Self.ranked(finished.map(\.values), areMaximised, bestCount: bestCount).map { finished[$0].index }
      + pruned.sorted { ($0.value, numbers[$0.index]) < ($1.value, numbers[$1.index]) }.map(\.index)
    best = Array(ranked.prefix(bestCount))
    others = (ranked.dropFirst(bestCount) + pending).sorted { numbers[$0] < numbers[$1] }
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
