import ContentDigest
import ExperimentSchema
package import JSONText
public import RunStore

/// A list of runs, as `earshot runs list` shows it.
public struct RunListing: Hashable, Sendable {
  /// The runs, in the order shown.
  public var runs: [RunSummary]
  /// Whether runs were left out that did not meet what was asked for.
  public var isSelection: Bool

  /// A list of `runs`: of all there are, or of a selection of them.
  public init(_ runs: [RunSummary], isSelection: Bool = false) {
    self.runs = runs
    self.isSelection = isSelection
  }

  /// The list for a terminal of `width` columns; accuracies in percent.
  public func text(width: Int = 80, style: TextStyle = .unicode) -> String {
    if runs.isEmpty {
      return isSelection
        ? "No run meets all that was asked for. List every run: earshot runs list\n"
        : "No runs. Run an experiment first: earshot run gen6\n"
    }
    return table(isWide: width >= 110).text(width: width, style: style)
  }

  /// The list as a table, accuracies in percent; a wide one tells of loss and time too.
  package func table(isWide: Bool) -> TextTable {
    var columns: [TextTable.Column] = [
      .init("id", role: .key), .init("status"), .init("epochs", .right), .init("train %", .right),
      .init("valid. %", .right), .init("best %", .right),
    ]
    if isWide {
      columns += [.init("valid. loss", .right), .init("seconds", .right), .init("started (UTC)")]
    }
    var table = TextTable(columns)
    for run in runs {
      var row = [
        run.id, run.status.rawValue, run.epochsDone, Figures.percent(run.trainAccuracy),
        Figures.percent(run.validationAccuracy), Figures.percent(run.bestValidationAccuracy),
      ]
      if isWide {
        row += [
          Figures.decimals(run.validationLoss, 4), Figures.decimals(run.seconds, 1),
          run.startedAt ?? Figures.absent,
        ]
      }
      table.append(row)
    }
    return table
  }

  /// The list as a JSON array: the keys of `runSummary`, every digit.
  public var json: String { JSONNode.array(nodes).sorted().text() }

  /// The runs, each an object with the keys of `runSummary`.
  package var nodes: [JSONNode] { runs.map { .object($0.jsonMembers) } }
}

extension RunSummary {
  /// `200`, or `17/200` where it is not done.
  var epochsDone: String { epochs == plannedEpochs ? "\(epochs)" : "\(epochs)/\(plannedEpochs)" }

  var jsonMembers: [(String, JSONNode)] {
    [
      ("id", .string(id)), ("experiment", .string(experiment)), ("corpus", .string(corpus)),
      ("seed", .seed(identity.seed)), ("fold", .integer(identity.fold)), ("status", .string(status.rawValue)),
      ("reason", .optional(reason)), ("epochs", .integer(epochs)), ("plannedEpochs", .integer(plannedEpochs)),
      ("trainAccuracy", .optional(trainAccuracy)), ("validationAccuracy", .optional(validationAccuracy)),
      ("bestValidationAccuracy", .optional(bestValidationAccuracy)), ("bestEpoch", .optional(bestEpoch)),
      ("validationLoss", .optional(validationLoss)),
      ("validationCrossEntropy", .optional(validationCrossEntropy)), ("parameters", .integer(parameterCount)),
      ("macs", .integer(multiplyAccumulateCount)), ("threads", .integer(threadCount)),
      ("seconds", .optional(seconds)), ("cpuSeconds", .optional(cpuSeconds)),
      ("createdAt", .string(createdAt)),
      ("startedAt", .optional(startedAt)), ("endedAt", .optional(endedAt)),
      ("configurationDigest", .string(identity.configurationDigest.hexadecimal)),
      ("corpusDigest", .string(identity.corpusDigest.hexadecimal)),
    ]
  }
}
