import ExperimentSchema
import Foundation
import HyperparameterSearch

/// A function to minimise, over a space; `Benchmarks/peers/optuna_functions.py` has the same ones.
struct SearchFunction: Sendable {
  var name: String
  var space: [Hyperparameter]
  private var value: @Sendable ([Double]) -> Double

  /// The function at `assignment`; choices count as their indices.
  func callAsFunction(_ assignment: Assignment) -> Double {
    value(
      assignment.map { value in
        switch value {
        case .number(let number): number
        case .integer(let number), .choice(let number): Double(number)
        }
      })
  }

  /// The least value after each of `trialCount` trials that `sampler` proposes.
  func course(of sampler: any Sampler, trialCount: Int) -> [Double] {
    var history: [SearchTrial] = []
    var best = Double.infinity
    return (1...trialCount).map { number in
      guard let assignment = sampler.assignment(ofTrial: number, attempt: 0, history: history) else {
        return best
      }
      let value = self(assignment)
      history.append(SearchTrial(number: number, assignment: assignment, state: .finished([value])))
      best = min(best, value)
      return best
    }
  }

  static let all = [branin, hartmann6, mixed]

  /// Three equal minima of 0.3979.
  ///
  /// Source: Branin, "Widely convergent method for finding multiple solutions", IBM J. Res. Dev. 16 (1972).
  static let branin = SearchFunction(name: "branin", space: [uniform("x", -5...10), uniform("y", 0...15)]) {
    let (x, y) = ($0[0], $0[1])
    let distance = y - 5.1 / (4 * .pi * .pi) * x * x + 5 / .pi * x - 6
    return distance * distance + 10 * (1 - 1 / (8 * .pi)) * cos(x) + 10
  }

  /// One minimum of -3.3224 among six valleys.
  ///
  /// Source: Dixon and Szegő, "Towards global optimisation 2", North-Holland 1978.
  static let hartmann6 = SearchFunction(name: "hartmann6", space: (1...6).map { uniform("x\($0)", 0...1) }) {
    point in
    -zip(heights, zip(widths, centres)).reduce(0) { sum, valley in
      let (height, (widths, centres)) = valley
      let distance = zip(point, zip(widths, centres)).reduce(0) { sum, axis in
        sum + axis.1.0 * (axis.0 - axis.1.1) * (axis.0 - axis.1.1)
      }
      return sum + height * exp(-distance)
    }
  }

  private static let heights = [1.0, 1.2, 3.0, 3.2]
  private static let widths: [[Double]] = [
    [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
  ]
  private static let centres = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
  ]

  /// A training as one imagines it: what is best for one setting depends on another.
  static let mixed = SearchFunction(
    name: "mixed",
    space: [
      choice("optimizer", ["adam", "adamW", "sgd"]),
      choice("activation", ["relu", "gelu", "tanh", "sigmoid"]),
      Hyperparameter(keyPath: "learningRate", domain: .logUniform(1e-5...1e-1)),
      Hyperparameter(keyPath: "units", domain: .integer(16...512, step: 16, isLogarithmic: false)),
      Hyperparameter(keyPath: "dropout", domain: .quantised(0...0.8, step: 0.1)),
      Hyperparameter(keyPath: "batch", domain: .integer(4...256, step: 1, isLogarithmic: true)),
    ]
  ) { point in
    let (rate, floor) = [(-3.0, 0.0), (-3.2, 0.02), (-1.5, 0.05)][Int(point[0])]
    let (units, cost) = [(256.0, 0.0), (192, 0.01), (96, 0.08), (64, 0.2)][Int(point[1])]
    let (learningRate, hidden, dropout, batch) = (point[2], point[3], point[4], point[5])
    let rateError = log10(learningRate) - rate - 0.3 * log2(batch / 32)
    let unitError = log2(hidden / units)
    let dropoutError = dropout - 0.1 - 0.3 * hidden / 512
    let batchError = log2(batch / 24)
    let errors = 0.15 * rateError * rateError + 0.4 * unitError * unitError / 9
    return floor + cost + errors + dropoutError * dropoutError + 0.01 * batchError * batchError
  }

  private static func uniform(_ name: String, _ range: ClosedRange<Double>) -> Hyperparameter {
    Hyperparameter(keyPath: name, domain: .uniform(range))
  }

  private static func choice(_ name: String, _ labels: [String]) -> Hyperparameter {
    Hyperparameter(keyPath: name, domain: .choice(labels.map { .init(label: $0, json: "\"\($0)\"") }))
  }
}
