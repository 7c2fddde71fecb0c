import Evaluation
import Testing

@Suite struct BipartiteMatchingTests {
  @Test func `as many pairs are made as the best of all choices makes`() {
    // Every graph of three things on either side.
    for bits in 0..<512 {
      let partners = (0..<3).map { left in (0..<3).filter { bits & (1 << (3 * left + $0)) != 0 } }
      let matching = BipartiteMatching(partners: partners, rightCount: 3)
      #expect(matching.count == best(partners, from: 0, taken: []), "\(partners)")
      for left in 0..<3 {
        guard let right = matching.right(of: left) else { continue }
        #expect(partners[left].contains(right) && matching.left(of: right) == left, "\(partners)")
      }
    }
  }

  private func best(_ partners: [[Int]], from left: Int, taken: Set<Int>) -> Int {
    guard left < partners.count else { return 0 }
    let without = best(partners, from: left + 1, taken: taken)
    return partners[left].filter { !taken.contains($0) }
      .map { 1 + best(partners, from: left + 1, taken: taken.union([$0])) }.reduce(without, max)
  }
}
