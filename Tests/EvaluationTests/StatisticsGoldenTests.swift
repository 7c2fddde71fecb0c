import Evaluation
import TestSupport
import Testing

// Tolerances: scipy's own t distribution is good to some 1e-12; where a mean of 1e6 has a deviation of 1e-3,
// nine of sixteen digits are gone before any statistic begins, and scipy's mean is no better than 1e-10.
@Suite("Statistics: scipy", .tags(.golden))
struct StatisticsGoldenTests {
  let golden: GoldenStatistics

  init() throws { golden = try GoldenStatistics.load() }

  @Test func `the golden file names the versions it was made with`() {
    #expect(golden.versions["scipy"] != nil && golden.versions["numpy"] != nil)
  }

  @Test func `Student's distribution and its tails`() {
    #expect(golden.cumulative.count == 90)
    for point in golden.cumulative {
      let distribution = StudentDistribution(degreesOfFreedom: point.degreesOfFreedom)
      let comment = Comment(rawValue: "ν = \(point.degreesOfFreedom), t = \(point.t)")
      #expect(agrees(distribution.cumulative(point.t), point.value), comment)
      #expect(agrees(distribution.twoSidedPValue(point.t), point.twoSided, absolute: 1e-300), comment)
    }
  }

  @Test func `Student's quantiles`() {
    #expect(golden.quantile.count == 72)
    for point in golden.quantile {
      let quantile = StudentDistribution(degreesOfFreedom: point.degreesOfFreedom).quantile(point.probability)
      #expect(
        agrees(quantile, point.value, relative: 1e-9, absolute: 1e-12),
        "ν = \(point.degreesOfFreedom), p = \(point.probability): \(quantile), not \(point.value)")
    }
  }

  @Test func `means, deviations, intervals and the one-sample test`() throws {
    #expect(golden.samples.count == 15)
    for sample in golden.samples {
      let tolerance = sample.expected == 1e6 ? 1e-5 : 1e-10
      #expect(agrees(try #require(mean(of: sample.values)), sample.mean))
      #expect(
        agrees(
          try #require(standardDeviation(of: sample.values)), sample.standardDeviation, relative: tolerance))
      let test = try #require(MeanTest(sample.values, expected: sample.expected))
      #expect(agrees(test.t, sample.t, relative: tolerance, absolute: tolerance))
      #expect(agrees(test.pValue, sample.pValue, relative: tolerance, absolute: tolerance))
      let interval = try #require(ConfidenceInterval.ofMean(sample.values))
      #expect(agrees(interval.lower, sample.lower))
      #expect(agrees(interval.upper, sample.upper))
    }
  }

  @Test func `paired differences`() throws {
    #expect(golden.paired.count == 4)
    for pair in golden.paired {
      let difference = try #require(PairedDifference(pair.left, pair.right))
      #expect(agrees(difference.mean, pair.mean))
      #expect(agrees(try #require(difference.pValue), pair.pValue))
      let interval = try #require(difference.interval)
      #expect(agrees(interval.lower, pair.lower) && agrees(interval.upper, pair.upper))
    }
  }

  @Test func `Holm's correction`() {
    #expect(golden.holm.count == 5)
    for family in golden.holm {
      for (value, reference) in zip(holmCorrected(family.pValues), family.corrected) {
        #expect(agrees(value, reference))
      }
    }
  }
}
