import Evaluation
import TestSupport
import Testing

/// A generator that anyone can follow.
private struct CountingGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ state >> 29) &* 0x9E37_79B9_7F4A_7C15
  }
}

@Suite("Bootstrap over sources", .tags(.property))
struct ClusterBootstrapTests {
  private func interval(_ values: [Double], _ clusters: [Int], level: Double = 0.95) -> ConfidenceInterval? {
    var random = CountingGenerator(state: 7)
    return ConfidenceInterval.bootstrap(
      clusters: clusters, resampleCount: 20_000, level: level, using: &random
    ) { drawn in
      drawn.reduce(0) { $0 + values[$1] } / Double(drawn.count)
    }
  }

  /// Two clusters of one example: the mean is 0, 1/2 or 1 with 1/4, 1/2, 1/4; quantiles follow.
  @Test func `the exact distribution of two examples`() throws {
    let wide = try #require(interval([0, 1], [0, 1], level: 0.6))
    #expect(wide.lower == 0 && wide.upper == 1)
    let narrow = try #require(interval([0, 1], [0, 1], level: 0.4))
    #expect(narrow.lower == 0.5 && narrow.upper == 0.5)
  }

  @Test func `copies of an example within its cluster tell nothing new`() throws {
    let single = try #require(interval([0, 1, 0, 1, 1], [0, 1, 2, 3, 4]))
    let copied = try #require(
      interval([0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1], (0..<15).map { $0 / 3 }))
    #expect(single == copied)
    let apart = try #require(interval([0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1], Array(0..<15)))
    #expect(apart.upper - apart.lower < copied.upper - copied.lower)
  }

  @Test func `the interval of many examples is that of the normal approximation`() throws {
    var random = CountingGenerator(state: 3)
    let values = (0..<400).map { _ in Double.random(in: 0..<1, using: &random) }
    let found = try #require(interval(values, Array(0..<400)))
    let expected = try #require(ConfidenceInterval.ofMean(values))
    #expect(abs(found.lower - expected.lower) < 0.004 && abs(found.upper - expected.upper) < 0.004)
  }

  @Test func `one cluster has no interval, nor has a statistic that never is a number`() {
    #expect(interval([0, 1], [5, 5]) == nil)
    var random = CountingGenerator(state: 1)
    #expect(
      ConfidenceInterval.bootstrap(clusters: [0, 1], resampleCount: 10, using: &random) { _ in .nan } == nil)
  }
}
