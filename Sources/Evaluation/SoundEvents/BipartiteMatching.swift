/// The most pairs of left and right things that can be made, each thing in one pair at most.
///
/// Source: Kuhn 1955, *The Hungarian method for the assignment problem* (augmenting paths). Checked in
/// `BipartiteMatchingTests` against every matching of small graphs.
package struct BipartiteMatching {
  private var leftOfRight: [Int?]
  private var rightOfLeft: [Int?]
  private let partners: [[Int]]

  /// Pairs things.
  ///
  /// - Parameters:
  ///   - partners: For each thing at the left those at the right that it may be paired with.
  ///   - rightCount: How many things are at the right.
  package init(partners: [[Int]], rightCount: Int) {
    self.partners = partners
    leftOfRight = Array(repeating: nil, count: rightCount)
    rightOfLeft = Array(repeating: nil, count: partners.count)
    for left in partners.indices {
      var isVisited = [Bool](repeating: false, count: rightCount)
      _ = pair(left, &isVisited)
    }
  }

  /// Number of pairs.
  package var count: Int { rightOfLeft.count { $0 != nil } }

  /// What `left` is paired with; nil where it is alone.
  package func right(of left: Int) -> Int? { rightOfLeft[left] }

  /// What `right` is paired with; nil where it is alone.
  package func left(of right: Int) -> Int? { leftOfRight[right] }

  /// Finds a partner for `left`, for which others may have to take another; false where there is none.
  private mutating func pair(_ left: Int, _ isVisited: inout [Bool]) -> Bool {
    for right in partners[left] where !isVisited[right] {
      isVisited[right] = true
      if let holder = leftOfRight[right], !pair(holder, &isVisited) { continue }
      leftOfRight[right] = left
      rightOfLeft[left] = right
      return true
    }
    return false
  }
}
