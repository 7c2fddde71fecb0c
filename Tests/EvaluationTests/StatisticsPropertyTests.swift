import Evaluation
import Foundation
import TestSupport
import Testing

@Suite("Statistics: laws and undefined cases", .tags(.property))
struct StatisticsPropertyTests {
  @Test(arguments: [1, 2, 4.5, 29, 1000]) func `a quantile undoes the distribution`(degrees: Double) {
    let distribution = StudentDistribution(degreesOfFreedom: degrees)
    for step in 1..<200 {
      let probability = Double(step) / 200
      #expect(
        agrees(distribution.cumulative(distribution.quantile(probability)), probability, relative: 1e-12))
    }
  }

  // Near zero scipy loses digits: at ν = 1, t = 1e-8 it is off by half of the distance from 1/2.
  @Test(arguments: [1e-8, 1e-3, 0.5, 2, 1e6])
  func `one and two degrees of freedom have closed forms`(t: Double) {
    let one = StudentDistribution(degreesOfFreedom: 1)
    #expect(agrees(one.cumulative(t) - 0.5, atan(t) / .pi, relative: 1e-7))
    let two = StudentDistribution(degreesOfFreedom: 2)
    #expect(agrees(two.cumulative(t) - 0.5, t / (2 * (2 + t * t).squareRoot()), relative: 1e-7))
  }

  @Test func `the distribution is symmetric and rises`() {
    let distribution = StudentDistribution(degreesOfFreedom: 3)
    var previous = 0.0
    for step in -60...60 {
      let t = Double(step) / 4
      #expect(agrees(distribution.cumulative(t) + distribution.cumulative(-t), 1, relative: 1e-14))
      #expect(distribution.cumulative(t) > previous)
      previous = distribution.cumulative(t)
    }
  }

  @Test func `the ends of the quantile are infinite, and outside there is none`() {
    let distribution = StudentDistribution(degreesOfFreedom: 3)
    #expect(distribution.quantile(0) == -.infinity && distribution.quantile(1) == .infinity)
    #expect(distribution.quantile(-0.1).isNaN && distribution.quantile(1.1).isNaN)
    #expect(distribution.quantile(.nan).isNaN && distribution.cumulative(.nan).isNaN)
    #expect(distribution.cumulative(.infinity) == 1 && distribution.cumulative(-.infinity) == 0)
  }

  @Test func `no values have no mean, one value has no spread`() {
    #expect(mean(of: []) == nil && standardDeviation(of: []) == nil)
    #expect(mean(of: [3]) == 3 && standardDeviation(of: [3]) == nil)
    #expect(ConfidenceInterval.ofMean([3]) == nil && MeanTest([3], expected: 0) == nil)
    #expect(PairedDifference([], []) == nil)
    #expect(PairedDifference([2], [1])?.interval == nil && PairedDifference([2], [1])?.pValue == nil)
  }

  @Test func `equal values are certain, and say nothing of their own mean`() {
    #expect(
      ConfidenceInterval.ofMean([0.5, 0.5, 0.5]) == ConfidenceInterval(lower: 0.5, upper: 0.5, level: 0.95))
    #expect(MeanTest([0.5, 0.5], expected: 0.5) == nil)
    #expect(MeanTest([0.5, 0.5], expected: 0.25)?.pValue == 0)
  }

  @Test func `Holm's correction keeps the order, never lowers a value, and stays in 0...1`() {
    let values = [0.3, 0.001, 0.04, 0.04, 0.9]
    let corrected = holmCorrected(values)
    for left in values.indices {
      #expect(corrected[left] >= values[left] && corrected[left] <= 1)
      for right in values.indices where values[left] <= values[right] {
        #expect(corrected[left] <= corrected[right])
      }
    }
  }
}
