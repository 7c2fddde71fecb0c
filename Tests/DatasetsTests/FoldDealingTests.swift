import Datasets
import SeededRandom
import TestSupport
import Testing

@Suite("Fold dealing", .tags(.property))
struct FoldDealingTests {
  /// Clips of three classes, one to six of each recording; a recording may hold two classes.
  private func clips(seed: UInt64) -> [(label: Int, source: String)] {
    var random = RandomStream(seed: seed, purpose: .synthesis)
    return (0..<60).flatMap { source in
      (0..<1 + random.integer(below: 6)).map { _ in
        ((source + random.integer(below: 2)) % 3, "recording \(source)")
      }
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `a recording is in one fold, and folds and classes are even`(seed: UInt64) {
    let clips = clips(seed: seed)
    let folds = FoldDealing(foldCount: 5, seed: seed).folds(of: clips)
    let foldsOfSource = Dictionary(grouping: zip(clips, folds), by: { $0.0.source }).mapValues {
      Set($0.map(\.1))
    }
    #expect(foldsOfSource.values.allSatisfy { $0.count == 1 })
    #expect(Set(folds) == [1, 2, 3, 4, 5])
    let sizes = (1...5).map { fold in folds.count { $0 == fold } }
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 12, "\(sizes)")
    for label in 0..<3 {
      let counts = (1...5).map { fold in zip(clips, folds).count { $0.label == label && $1 == fold } }
      #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 8, "\(counts)")
    }
  }

  @Test func `the order of clips makes no difference, the seed does`() {
    let clips = clips(seed: 3)
    let dealt = FoldDealing(foldCount: 4, seed: 9).folds(of: clips)
    let reversed = FoldDealing(foldCount: 4, seed: 9).folds(of: clips.reversed())
    #expect(reversed == dealt.reversed())
    #expect(FoldDealing(foldCount: 4, seed: 10).folds(of: clips) != dealt)
  }

  @Test func `there are no more folds than recordings`() {
    #expect(FoldDealing().folds(of: [(0, "a"), (0, "a"), (1, "b")]).sorted() == [1, 1, 2])
    #expect(FoldDealing().folds(of: []).isEmpty)
  }
}
