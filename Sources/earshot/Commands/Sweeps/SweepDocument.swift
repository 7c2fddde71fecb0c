import ExperimentSchema
import Foundation
import RunStore
import SweepRunner

/// How a sweep stands, as `--json` tells it.
struct SweepDocument: Encodable {
  struct Objective: Encodable {
    var metric: String
    var direction: String
  }

  struct Value: Encodable {
    var metric: String
    var epoch: Int
    var mean: Double
    var deviation: Double?
    var runs: Int
  }

  struct Trial: Encodable {
    var trial: Int
    var status: String
    var reason: String?
    var hyperparameters: JSONText
    var values: [Value]
    var attempts: Int
    var endOrder: Int?
    var createdAt: String
    var endedAt: String?
  }

  var sweep: String
  var corpus: String
  var objectives: [Objective]
  var counts: [String: Int]
  var trialLimit: Int?
  var secondsLimit: Double?
  var secondsSpent: Double
  var secondsLeft: Double?
  var best: [Int]
  var trials: [Trial]

  init(_ standing: SweepStanding) {
    let objectives = standing.declared.specification.objectives
    sweep = standing.sweep.name
    corpus = standing.sweep.corpusName
    self.objectives = objectives.map {
      Objective(metric: $0.metric, direction: $0.isMaximised ? "maximize" : "minimize")
    }
    let counted = standing.counts
    counts = Dictionary(uniqueKeysWithValues: TrialStatus.allCases.map { ($0.rawValue, counted[$0]) })
    trialLimit = standing.sweep.trialLimit
    secondsLimit = standing.sweep.secondsLimit
    secondsSpent = standing.sweep.secondsSpent
    secondsLeft = standing.secondsLeft
    best = standing.best.map(\.number)
    trials = standing.trials.map { trial in
      Trial(
        trial: trial.number, status: trial.status.rawValue, reason: trial.reason,
        hyperparameters: JSONText(trial.hyperparameters),
        values: trial.values.map { value in
          Value(
            metric: objectives.indices.contains(value.objective) ? objectives[value.objective].metric : "",
            epoch: value.epoch, mean: value.mean, deviation: value.deviation, runs: value.runCount)
        }, attempts: trial.attempts, endOrder: trial.endOrder, createdAt: trial.createdAt,
        endedAt: trial.endedAt)
    }
  }

  /// A flat JSON object that is written as such, and not as the text of one.
  struct JSONText: Encodable {
    private let values: [String: Scalar]

    init(_ text: String) {
      values = (try? JSONDecoder().decode([String: Scalar].self, from: Data(text.utf8))) ?? [:]
    }

    func encode(to encoder: any Encoder) throws { try values.encode(to: encoder) }
  }

  /// A number, or the label of a choice.
  private enum Scalar: Codable {
    case number(Double)
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .number(let number): try container.encode(number)
      case .text(let text): try container.encode(text)
      }
    }
  }
}
