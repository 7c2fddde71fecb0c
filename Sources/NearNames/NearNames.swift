/// Which of some known names a misspelt one probably stands for.
public enum NearNames {
  /// Returns the names closest to `name`, nearest first, at most `limit` of them; empty where none is close.
  ///
  /// Close means at most a third of the longer name's letters inserted, deleted, replaced or swapped with
  /// their neighbour (optimal string alignment distance, letter case ignored), or one name beginning with
  /// the other; and at most two more than for the nearest.
  ///
  /// - Complexity: O(n · |name| · |candidate|); names are cut at 64 letters.
  public static func candidates(for name: String, among names: [String], limit: Int = 3) -> [String] {
    let wanted = letters(of: name)
    guard !wanted.isEmpty else { return [] }
    let ranked = names.enumerated().compactMap { order, known -> (Int, Int, String)? in
      let candidate = letters(of: known)
      let distance = distance(from: wanted, to: candidate)
      let isClose = distance <= max(wanted.count, candidate.count) / 3
      let isPrefix = wanted.count >= 2 && (candidate.starts(with: wanted) || wanted.starts(with: candidate))
      return isClose || (isPrefix && !candidate.isEmpty) ? (distance, order, known) : nil
    }
    // A name much farther than the nearest is no help beside it.
    let nearest = ranked.map(\.0).min() ?? 0
    return ranked.filter { $0.0 <= nearest + 2 }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.prefix(limit).map(\.2)
  }

  /// Returns a question that offers the nearest names, such as `Did you mean "units"?`, or nil.
  public static func question(for name: String, among names: [String]) -> String? {
    let offers = candidates(for: name, among: names).map { "\"\($0)\"" }
    guard let last = offers.last else { return nil }
    let others = offers.dropLast()
    return "Did you mean " + (others.isEmpty ? last : others.joined(separator: ", ") + " or " + last) + "?"
  }

  private static func letters(of name: String) -> [Character] {
    Array(name.lowercased().prefix(64))
  }

  /// Optimal string alignment: the fewest insertions, deletions, replacements and swaps of neighbours.
  private static func distance(from source: [Character], to target: [Character]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...target.count)
    for row in 0..<source.count {
      var current = [row + 1]
      for column in 0..<target.count {
        let replacing = previous[column] + (source[row] == target[column] ? 0 : 1)
        var best = min(replacing, previous[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, source[row] == target[column - 1], source[row - 1] == target[column] {
          best = min(best, beforePrevious[column - 1] + 1)
        }
        current.append(best)
      }
      beforePrevious = previous
      previous = current
    }
    return previous[target.count]
  }
}
