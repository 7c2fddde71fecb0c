import ExperimentRunner
import ExperimentSchema
import Reporting
import RunStore

/// What `replay` prints: whether bits are equal, and where the first one is not.
struct ReplayText {
  let result: ReplayResult
  let conditions: [ConditionDifference]

  func write(asJSON: Bool) throws {
    if asJSON { return try Console.write(json: Document(result, conditions)) }
    Console.write(text)
  }

  private var text: String {
    var lines = ["\(result.run): \(verdict)"]
    if let divergence = result.divergence { lines.append("\n" + table(divergence)) }
    if let ending = result.ending {
      lines.append("recorded: \(ending.recorded)\nhere:     \(ending.found)")
    }
    switch result.weights {
    case .equal(let digest): lines.append("Final weights: equal, SHA-256 \(digest).")
    case .different(let recorded, let found):
      lines.append("Final weights: different.\nrecorded: \(recorded)\nhere:     \(found)")
    case .notCompared(let reason): lines.append("Final weights: not compared; \(reason).")
    }
    if let kept = result.keptAs { lines.append("The replay is kept as \(kept).") }
    return lines.joined(separator: "\n")
  }

  private var verdict: String {
    let count = result.recordedEpochCount
    let epochs = "\(count) epoch\(count == 1 ? "" : "s")"
    if let divergence = result.divergence {
      let cause =
        conditions.isEmpty
        ? "binary, processor, libraries and recordings are the run's: please report it"
        : "the conditions named above may be why"
      return "parts from its recording in epoch \(divergence.epoch) of \(count); \(cause)."
    }
    if result.ending != nil { return "ends otherwise than it was recorded." }
    return result.equalEpochCount == count
      ? "\(epochs) replayed, every bit equal."
      : "\(result.equalEpochCount) of \(epochs) replayed, every bit equal."
  }

  private func table(_ divergence: EpochDivergence) -> String {
    var table = TextTable([.init(divergence.metric.description), .init("value", .right), .init("bits")])
    for (name, value) in [("recorded", divergence.first), ("here", divergence.second)] {
      table.append([name, "\(value)", EpochDivergence.hexadecimal(value)])
    }
    return table.text(width: Console.width(isOutput: true))
  }

  private struct Document: Encodable {
    struct Divergence: Encodable {
      var epoch: Int
      var metric: String
      var recorded: String
      var recordedBits: String
      var found: String
      var foundBits: String
    }
    struct Pair: Encodable {
      var recorded: String?
      var found: String?
    }
    struct Condition: Encodable {
      var condition: String
      var recorded: String?
      var found: String?
    }

    var run: String
    var isEqual: Bool
    var recordedEpochs: Int
    var equalEpochs: Int
    var divergence: Divergence?
    var ending: Pair?
    var weights: String
    var weightsDigests: Pair?
    var conditions: [Condition]
    var keptAs: String?

    init(_ result: ReplayResult, _ conditions: [ConditionDifference]) {
      run = result.run
      isEqual = result.isEqual
      recordedEpochs = result.recordedEpochCount
      equalEpochs = result.equalEpochCount
      divergence = result.divergence.map {
        Divergence(
          epoch: $0.epoch, metric: $0.metric.description, recorded: "\($0.first)",
          recordedBits: EpochDivergence.hexadecimal($0.first), found: "\($0.second)",
          foundBits: EpochDivergence.hexadecimal($0.second))
      }
      ending = result.ending.map { Pair(recorded: $0.recorded, found: $0.found) }
      switch result.weights {
      case .equal(let digest): (weights, weightsDigests) = ("equal", Pair(recorded: digest, found: digest))
      case .different(let recorded, let found):
        (weights, weightsDigests) = ("different", Pair(recorded: recorded, found: found))
      case .notCompared: (weights, weightsDigests) = ("notCompared", nil)
      }
      self.conditions = conditions.map {
        Condition(condition: $0.condition, recorded: $0.recorded, found: $0.found)
      }
      keptAs = result.keptAs
    }
  }
}
