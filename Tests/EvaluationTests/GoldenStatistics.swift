import Foundation

/// The golden values that `Tests/ReferenceImplementations/statistics.py` made.
struct GoldenStatistics: Decodable {
  struct Cumulative: Decodable { let degreesOfFreedom, t, value, twoSided: Double }
  struct Quantile: Decodable { let degreesOfFreedom, probability, value: Double }
  struct Sample: Decodable {
    let values: [Double]
    let expected, mean, standardDeviation, t, pValue, lower, upper: Double
  }
  struct Paired: Decodable {
    let left, right: [Double]
    let mean, pValue, lower, upper: Double
  }
  struct Holm: Decodable { let pValues, corrected: [Double] }
  struct Classification: Decodable {
    let actual, predicted: [Int]
    let classCount: Int
    let probabilities: [[Double]]
    let confusion: [[Int]]
    let accuracy, brier, macroF1, expectedCalibrationError: Double
    let precision, recall, f1: [Double]
  }
  struct Normal: Decodable { let z, value: Double }
  struct Probability: Decodable { let probability, value: Double }
  struct Share: Decodable {
    let successes, count: Int
    let level, lower, upper: Double
  }
  struct McNemar: Decodable {
    let leftOnly, rightOnly: Int
    let pValue: Double
  }
  struct Resampled: Decodable {
    let left, right: [Double]
    let testShare, t, pValue, lower, upper, cohensDPaired, cohensDOfGroups: Double
  }
  struct ShareValue: Decodable { let share, value: Double }

  let versions: [String: String]
  let cumulative: [Cumulative]
  let quantile: [Quantile]
  let samples: [Sample]
  let paired: [Paired]
  let holm: [Holm]
  let normal: [Normal]
  let normalQuantile: [Probability]
  let shares: [Share]
  let mcNemar: [McNemar]
  let resampled: [Resampled]
  let quantiles: [ShareValue]
  let classification: [Classification]

  static func load() throws -> GoldenStatistics {
    let file = Bundle.module.bundleURL.appending(path: "Golden/statistics.json")
    return try JSONDecoder().decode(GoldenStatistics.self, from: Data(contentsOf: file))
  }
}

/// Whether `value` agrees with `reference` to `relative` of its size, or to `absolute` near zero.
func agrees(
  _ value: Double, _ reference: Double, relative: Double = 1e-10, absolute: Double = 1e-14
) -> Bool {
  abs(value - reference) <= max(relative * abs(reference), absolute)
}
