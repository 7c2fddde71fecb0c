import AudioFrontEnd
import TestSupport
import Testing

@Suite("Summary statistics: golden", .tags(.golden))
struct SummaryStatisticGoldenTests {
  struct Case: Decodable, Sendable {
    let sampleCount: Int
    let constant: Float?
    let statistics: [SummaryStatistic]
    let values: [Float]
  }

  @Test(arguments: try Golden<Case>.cases("summary-statistics"))
  func `agree with NumPy and SciPy`(expected: Case) {
    let series =
      expected.constant.map { [Float](repeating: $0, count: expected.sampleCount) }
      ?? synthetic(expected.sampleCount)
    let found = expected.statistics.apply(to: series, frameCount: series.count)
    #expect(found.count == expected.values.count)
    for (statistic, (found, expected)) in zip(expected.statistics, zip(found, expected.values)) {
      #expect((found - expected).magnitude < 1e-5 * max(1, expected.magnitude), "\(statistic)")
    }
  }

  @Test func `names read back, and what is no name is none`() {
    for statistic: SummaryStatistic in [.mean, .kurtosis, .percentile(0), .percentile(7), .percentile(100)] {
      #expect(SummaryStatistic(rawValue: statistic.rawValue) == statistic)
    }
    for name in ["", "percentile", "percentile101", "percentile-1", "percentile07", "percentile+7", "Mean"] {
      #expect(SummaryStatistic(rawValue: name) == nil)
    }
  }
}
