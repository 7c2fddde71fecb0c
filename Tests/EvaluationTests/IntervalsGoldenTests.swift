import Evaluation
import TestSupport
import Testing

@Suite("Intervals of shares, normal and empirical quantiles: scipy and numpy", .tags(.golden))
struct IntervalsGoldenTests {
  let golden: GoldenStatistics

  init() throws { golden = try GoldenStatistics.load() }

  @Test func `the normal distribution and its quantiles`() {
    for point in golden.normal {
      #expect(agrees(NormalDistribution.cumulative(point.z), point.value, absolute: 1e-300), "z = \(point.z)")
    }
    for point in golden.normalQuantile {
      #expect(agrees(NormalDistribution.quantile(point.probability), point.value), "p = \(point.probability)")
    }
    #expect(NormalDistribution.quantile(0) == -.infinity && NormalDistribution.quantile(1) == .infinity)
  }

  @Test func `Wilson's interval`() throws {
    #expect(golden.shares.count == 7)
    for share in golden.shares {
      let interval = try #require(
        ConfidenceInterval.ofShare(successes: share.successes, of: share.count, level: share.level))
      #expect(agrees(interval.lower, share.lower) && agrees(interval.upper, share.upper))
    }
    #expect(ConfidenceInterval.ofShare(successes: 0, of: 0) == nil)
  }

  @Test func `quantiles of a sample`() throws {
    for point in golden.quantiles {
      let found = try #require(quantile(point.share, ofSorted: [-2, 0.5, 1, 7, 7.5]))
      #expect(agrees(found, point.value))
    }
    #expect(quantile(0.5, ofSorted: []) == nil)
  }
}
