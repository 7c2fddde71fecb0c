import Evaluation
import ExperimentSchema
import RunStore

extension Claim {
  /// How values of the metric are written.
  private var unit: MetricUnit { MetricUnit(of: metric) }

  /// Whether the metric is a share, shown in percent.
  var isShare: Bool { unit == .share }

  /// `number` in the metric's unit.
  func figure(_ number: Double?) -> String { unit.figure(number) }

  /// A difference in the metric's unit, with its sign.
  func difference(_ number: Double?) -> String { unit.difference(number) }

  /// `interval` in the metric's unit.
  func interval(_ interval: ConfidenceInterval) -> String { unit.interval(interval) }

  /// What the claim says, such as `gen6 validation.accuracy = 41.53 %` or `validation.accuracy: gen1 < gen2 < gen3`.
  var sentence: String {
    switch statement {
    case .equals(let experiment, let value): "\(experiment) \(metric) = \(figure(value))"
    case .greaterThan(let experiment, let value): "\(experiment) \(metric) > \(figure(value))"
    case .greaterThanOthers, .order: "\(metric): \(ranking)"
    }
  }

  /// The order claimed, such as `gen1 < gen2 < gen3`; of a claim on one experiment's value its name alone.
  var ranking: String {
    switch statement {
    case .equals(let experiment, _), .greaterThan(let experiment, _): experiment
    case .greaterThanOthers(let experiment, let others):
      "\(experiment) > \(others.joined(separator: ", "))"
    case .order(let experiments): experiments.joined(separator: " < ")
    }
  }
}

extension Claim.Verdict {
  /// The verdict in words.
  var words: String {
    switch self {
    case .replicated: "replicated"
    case .notReplicated: "not replicated"
    case .inconclusive: "inconclusive"
    case .referenceOnly: "reference only"
    }
  }
}

extension JudgedClaim {
  /// Why the verdict is what it is, what was compared instead of the claimed metric, and what would decide.
  var explanation: String {
    var parts = [reason]
    if metric != claim.metric { parts.append("compared in \(metric)") }
    if let seedsToDecide {
      parts.append("at this spread \(seedsToDecide) seeds would decide")
    } else if verdict == .inconclusive, !evidence.isEmpty, evidence.allSatisfy({ $0.seedCount >= 2 }) {
      parts.append("at this spread not even \(ClaimJudge.greatestSeeds) seeds would decide")
    }
    return parts.joined(separator: "; ")
  }

  /// The verdict in words, and whether the claim's file accepts it.
  var verdictWords: String { verdict.words + (isAccepted ? " (accepted)" : "") }

  /// What was measured: a value, or a difference for each pair with its corrected p-value.
  var measured: String {
    switch claim.statement {
    case .equals, .greaterThan: claim.figure(evidence.first?.mean)
    case .greaterThanOthers, .order:
      evidence.map { pair in
        "\(pair.subject) \(claim.difference(pair.mean))"
          + (pair.pValue.map { " (p \(Figures.pValue($0)))" } ?? "")
      }
      .joined(separator: ", ")
    }
  }

  /// Where ``measured`` comes from; nil where nothing was.
  var derivation: Derivation? {
    // An experiment between two others of an order is in both pairs.
    var known: Set<String> = []
    let runs = evidence.flatMap(\.runs).filter { known.insert($0).inserted }
    guard !runs.isEmpty, let compared = MetricReading(metric) else { return nil }
    return Derivation(.claim, of: .metrics([compared]), runs: runs)
  }

  /// The value claimed of one experiment, such as 0.4153; nil where it is no equality.
  var claimedValue: Double? {
    if case .equals(_, let value) = claim.statement { value } else { nil }
  }
}
