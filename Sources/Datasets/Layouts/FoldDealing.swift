import SeededRandom

/// How clips are dealt to folds where a corpus names none: all clips of a recording to one fold, the classes
/// evenly.
public struct FoldDealing: Sendable, Hashable {
  /// Folds, at most; there are no more than recordings.
  public var foldCount: Int
  /// What the order follows from in which recordings are dealt.
  public var seed: UInt64

  /// Deals to `foldCount` folds; at least 1.
  public init(foldCount: Int = 5, seed: UInt64 = 1) {
    precondition(foldCount >= 1, "clips cannot be dealt to \(foldCount) folds")
    self.foldCount = foldCount
    self.seed = seed
  }

  /// Returns the fold of each clip, from 1.
  ///
  /// Recordings with many clips go first, equal ones in an order drawn from the seed; each goes to the fold
  /// that has fewest clips of its classes, of equal ones to that with fewest clips. The result does not
  /// depend on the order of `clips`.
  ///
  /// - Parameter clips: The label and source of each.
  /// - Complexity: O(n log n) for n clips, times the number of folds.
  ///
  /// Checked in `FoldDealingTests`.
  public func folds(of clips: [(label: Int, source: String)]) -> [Int] {
    var labelsOfSource: [String: [Int: Int]] = [:]
    for clip in clips { labelsOfSource[clip.source, default: [:]][clip.label, default: 0] += 1 }
    let sources = labelsOfSource.keys.sorted()
    var random = RandomStream(seed: seed, purpose: .splitting)
    let drawn = random.permutation(of: sources.count).map { source in
      (name: sources[Int(source)], labels: labelsOfSource[sources[Int(source)]] ?? [:])
    }
    let order = drawn.enumerated().sorted { left, right in
      let sizes = (left.element.labels.values.reduce(0, +), right.element.labels.values.reduce(0, +))
      return sizes.0 == sizes.1 ? left.offset < right.offset : sizes.0 > sizes.1
    }
    let foldCount = min(foldCount, max(1, sources.count))
    var clipCounts = [Int](repeating: 0, count: foldCount)
    var labelCounts = [[Int: Int]](repeating: [:], count: foldCount)
    var foldOfSource: [String: Int] = [:]
    for (_, source) in order {
      let cost = { (fold: Int) in
        source.labels.reduce(0) { $0 + $1.value * (labelCounts[fold][$1.key] ?? 0) }
      }
      let fold = (0..<foldCount).min { (cost($0), clipCounts[$0], $0) < (cost($1), clipCounts[$1], $1) } ?? 0
      for (label, count) in source.labels {
        labelCounts[fold][label, default: 0] += count
        clipCounts[fold] += count
      }
      foldOfSource[source.name] = fold + 1
    }
    return clips.map { foldOfSource[$0.source] ?? 1 }
  }
}
