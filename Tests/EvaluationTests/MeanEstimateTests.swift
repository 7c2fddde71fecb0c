import Evaluation
import TestSupport
import Testing

@Suite("Mean estimate: projections", .tags(.property))
struct MeanEstimateTests {
  /// Values whose mean is 2 and whose deviation is 1, as many as asked for.
  private func values(_ pairCount: Int) -> [Double] {
    let distance = (Double(2 * pairCount - 1) / Double(2 * pairCount)).squareRoot()
    return (0..<2 * pairCount).map { 2 + ($0 % 2 == 0 ? distance : -distance) }
  }

  @Test(arguments: [2, 3, 10, 500])
  func `a projection is the estimate that so many values of the same spread give`(pairCount: Int) throws {
    let projected = try #require(MeanEstimate([1, 2, 3])?.projected(toCount: 2 * pairCount))
    let measured = try #require(MeanEstimate(values(pairCount)))
    let (left, right) = (try #require(projected.interval()), try #require(measured.interval()))
    #expect(agrees(left.lower, right.lower, relative: 1e-12))
    #expect(agrees(left.upper, right.upper, relative: 1e-12))
    let (leftTest, rightTest) = (MeanTest(projected, expected: 1), MeanTest(measured, expected: 1))
    #expect(agrees(try #require(leftTest).pValue, try #require(rightTest).pValue, relative: 1e-9))
  }

  @Test func `one value has a mean and no spread`() throws {
    let single = try #require(MeanEstimate([3]))
    #expect(single.mean == 3 && single.deviation == nil && single.standardError == nil)
    #expect(single.interval() == nil && single.projected(toCount: 5) == nil)
    #expect(MeanTest(single, expected: 0) == nil && MeanEstimate([]) == nil)
  }
}
