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
    let accuracy, brier: Double
  }

  let versions: [String: String]
  let cumulative: [Cumulative]
  let quantile: [Quantile]
  let samples: [Sample]
  let paired: [Paired]
  let holm: [Holm]
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
