import ExperimentSchema
import RunStore

/// The seeds and folds that several experiments all have runs of: a full rectangle.
struct CommonGround: Equatable {
  /// Ascending; empty where there is none.
  let folds: [Int]
  /// Ascending; each has a run of every subject on each of ``folds``.
  let seeds: [UInt64]

  /// The common ground of `subjects`, each the observations of one of them.
  ///
  /// The most folds count first, then the most seeds, since folds differ more than seeds do; on a tie the lowest
  /// folds.
  init(of subjects: [[Observation]]) {
    var common: [UInt64: Set<Int>]?
    for observations in subjects {
      var folds: [UInt64: Set<Int>] = [:]
      for observation in observations {
        folds[observation.run.identity.seed, default: []].insert(observation.run.identity.fold)
      }
      common =
        common.map { common in
          common.reduce(into: [:]) { shared, entry in
            if let others = folds[entry.key] { shared[entry.key] = entry.value.intersection(others) }
          }
        } ?? folds
    }
    let bySeed = (common ?? [:]).filter { !$0.value.isEmpty }
    let grounds = Set(bySeed.values).map { folds in
      (folds: folds.sorted(), seeds: bySeed.filter { $0.value.isSuperset(of: folds) }.keys.sorted())
    }
    let widest = grounds.min { left, right in
      if left.folds.count != right.folds.count { return left.folds.count > right.folds.count }
      if left.seeds.count != right.seeds.count { return left.seeds.count > right.seeds.count }
      return left.folds.lexicographicallyPrecedes(right.folds)
    }
    folds = widest?.folds ?? []
    seeds = widest?.seeds ?? []
  }

  /// Whether `observation` is of a seed and a fold that all have.
  func contains(_ observation: Observation) -> Bool {
    folds.contains(observation.run.identity.fold) && seeds.contains(observation.run.identity.seed)
  }
}
