/// The trials that no other is better than in all respects.
public enum ParetoFront {
  /// Returns the indices of those of `points` that no other dominates: none is as good in each objective and better in
  /// one. In rising order; of equal points all.
  ///
  /// - Parameters:
  ///   - points: A value for each objective, of which there are one or two; finite.
  ///   - areMaximised: Of each objective whether greater is better.
  /// - Complexity: O(n log n).
  public static func indices(of points: [[Double]], areMaximised: [Bool]) -> [Int] {
    let ranks = ranks(of: points, areMaximised: areMaximised)
    return points.indices.filter { ranks[$0] == 0 }
  }

  /// Returns the front of each point: 0 where no point dominates it, 1 where only such as are on front 0 do, and so on.
  ///
  /// - Precondition: Each point has as many values as there are objectives, one or two.
  /// - Complexity: O(n log n).
  ///
  /// Source: Jensen, "Reducing the run-time complexity of multiobjective EAs", IEEE TEC 7 (2003), the sweep for two
  /// objectives. Checked in `ParetoFrontTests` against the definition.
  public static func ranks(of points: [[Double]], areMaximised: [Bool]) -> [Int] {
    precondition((1...2).contains(areMaximised.count), "\(areMaximised.count) objectives")
    let losses = losses(of: points, areMaximised: areMaximised)
    let order = losses.indices.sorted { losses[$0] < losses[$1] }
    // The last point of each front so far: of its points the one least in the second objective.
    var lasts: [Loss] = []
    var ranks = [Int](repeating: 0, count: points.count)
    for index in order {
      let loss = losses[index]
      var (lower, upper) = (0, lasts.count)
      while lower < upper {
        let middle = (lower + upper) / 2
        let isDominated = lasts[middle].second <= loss.second && lasts[middle] != loss
        if isDominated { lower = middle + 1 } else { upper = middle }
      }
      if lower == lasts.count { lasts.append(loss) } else { lasts[lower] = loss }
      ranks[index] = lower
    }
    return ranks
  }

  /// Returns the `count` best of `points`: whole fronts, and of the one that does not fit whole those points that together
  /// cover the most.
  ///
  /// - Returns: Indices, in the order of the fronts; all of them where there are fewer than `count`.
  /// - Complexity: O(n log n + n × count).
  public static func best(_ count: Int, of points: [[Double]], areMaximised: [Bool]) -> [Int] {
    let ranks = ranks(of: points, areMaximised: areMaximised)
    let order = points.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
    guard count < order.count else { return order }
    let cutRank = ranks[order[max(count, 0)]]
    let whole = order.filter { ranks[$0] < cutRank }
    let front = order.filter { ranks[$0] == cutRank }
    let taken = widestSubset(
      of: front.map { points[$0] }, areMaximised: areMaximised, count: count - whole.count)
    return whole + taken.map { front[$0] }
  }

  /// Returns `count` of `points`, none of which dominates another, that together cover the most: each next one adds the
  /// largest area between those before it and the corner that is a tenth worse than the worst.
  ///
  /// - Returns: Indices in the order in which they were taken.
  /// - Complexity: O(n × count).
  ///
  /// Source: Guerreiro, Fonseca and Paquete, "Greedy hypervolume subset selection in low dimensions", Evolutionary
  /// Computation 24 (2016); the corner as Optuna has it.
  private static func widestSubset(of points: [[Double]], areMaximised: [Bool], count: Int) -> [Int] {
    let losses = losses(of: points, areMaximised: areMaximised)
    func corner(_ worst: Double?) -> Double { worst.map { max(1.1 * $0, 0.9 * $0) } ?? 0 }
    // The area that a point adds reaches to its neighbours among the points taken, first of all to the corner.
    var firstEnds = [Double](repeating: corner(losses.map(\.first).max()), count: losses.count)
    var secondEnds = [Double](repeating: corner(losses.map(\.second).max()), count: losses.count)
    var rest = Array(losses.indices)
    var taken: [Int] = []
    while taken.count < count {
      func area(_ index: Int) -> Double {
        (firstEnds[index] - losses[index].first) * (secondEnds[index] - losses[index].second)
      }
      guard let place = rest.indices.max(by: { area(rest[$0]) < area(rest[$1]) }) else { break }
      let index = rest.remove(at: place)
      taken.append(index)
      for other in rest {
        if losses[other].first < losses[index].first {
          firstEnds[other] = min(firstEnds[other], losses[index].first)
        } else {
          secondEnds[other] = min(secondEnds[other], losses[index].second)
        }
      }
    }
    return taken
  }

  private static func losses(of points: [[Double]], areMaximised: [Bool]) -> [Loss] {
    points.map { point in
      precondition(point.count == areMaximised.count, "a point of \(point.count) values")
      let values = zip(point, areMaximised).map { $1 ? -$0 : $0 }
      return Loss(first: values[0], second: values.count > 1 ? values[1] : 0)
    }
  }

  /// The values of a point, the less the better; ordered by the first.
  private struct Loss: Comparable {
    var first, second: Double

    static func < (left: Loss, right: Loss) -> Bool {
      left.first == right.first ? left.second < right.second : left.first < right.first
    }
  }
}
