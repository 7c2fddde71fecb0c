import Evaluation
import TestSupport
import Testing

@Suite("Tests of two models: scipy", .tags(.golden))
struct TestsGoldenTests {
  let golden: GoldenStatistics

  init() throws { golden = try GoldenStatistics.load() }

  @Test func `McNemar's exact test`() throws {
    #expect(golden.mcNemar.count == 7)
    for point in golden.mcNemar {
      let test = McNemarTest(leftOnly: point.leftOnly, rightOnly: point.rightOnly)
      #expect(
        agrees(try #require(test.pValue), point.pValue, relative: 1e-9),
        "\(point.leftOnly) against \(point.rightOnly)")
    }
  }

  @Test func `McNemar's test is refused where no split could be significant`() {
    for discordant in 0..<6 {
      #expect(McNemarTest(leftOnly: 0, rightOnly: discordant).pValue == nil)
    }
    let left = [true, true, false, true, false, true, true, true, true]
    let right = [false, false, false, false, false, false, false, true, false]
    let test = McNemarTest(left: left, right: right)
    #expect(test.leftOnly == 6 && test.rightOnly == 0)
    #expect(agrees(test.pValue ?? 1, 0.03125))
  }

  @Test func `the corrected resampled t-test, and effect sizes`() throws {
    #expect(golden.resampled.count == 3)
    for point in golden.resampled {
      let test = try #require(CorrectedResampledTest(point.left, point.right, testShare: point.testShare))
      #expect(agrees(test.t, point.t) && agrees(test.pValue, point.pValue))
      #expect(agrees(test.interval.lower, point.lower) && agrees(test.interval.upper, point.upper))
      #expect(agrees(try #require(EffectSize.paired(point.left, point.right)), point.cohensDPaired))
      #expect(agrees(try #require(EffectSize.ofGroups(point.left, point.right)), point.cohensDOfGroups))
    }
  }

  @Test func `too few folds, and folds that do not differ, are refused`() {
    #expect(CorrectedResampledTest([0.5, 0.6, 0.7, 0.8], [0.4, 0.6, 0.6, 0.7], testShare: 1.0 / 3) == nil)
    let same = [0.5, 0.6, 0.7, 0.8, 0.9]
    #expect(CorrectedResampledTest(same, same, testShare: 0.25) == nil)
    #expect(EffectSize.paired(same, same) == nil && EffectSize.ofGroups([1, 1], [1, 1]) == nil)
  }
}
