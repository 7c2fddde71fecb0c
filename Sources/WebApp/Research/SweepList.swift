import JSONText
import Reporting
import RunStore

/// The sweeps there are, with how far they are.
struct SweepList {
  /// A sweep in one line.
  struct Entry {
    var sweep: StoredSweep
    var counts: TrialCounts

    var node: JSONNode {
      .object([
        "sweep": .string(sweep.name), "corpus": .string(sweep.corpusName), "trials": .integer(counts.total),
        "trialLimit": sweep.trialLimit.map { .integer($0) } ?? .null,
        "completed": .integer(counts[.completed]), "pruned": .integer(counts[.pruned]),
        "failed": .integer(counts[.failed]), "seconds": .number(sweep.secondsSpent),
        "createdAt": .string(sweep.createdAt),
      ])
    }
  }

  let entries: [Entry]

  init(_ entries: [Entry]) { self.entries = entries }

  /// The sweeps in `store`, in the order in which they were begun.
  static func entries(_ store: RunStore) throws -> [Entry] {
    try store.sweeps().map { Entry(sweep: $0, counts: try store.trialCounts(ofSweep: $0.id)) }
  }

  var elements: [MarkupElement] {
    if entries.isEmpty {
      return [
        MarkupElement("p", text: "No sweep was begun yet. Begin one: earshot sweep run gen6-dropout")
      ]
    }
    var table = TextTable([
      .init("sweep"), .init("corpus"), .init("trials", .right), .init("completed", .right),
      .init("pruned", .right), .init("failed", .right), .init("s", .right), .init("begun"),
    ])
    for entry in entries {
      let (sweep, counts) = (entry.sweep, entry.counts)
      table.append([
        sweep.name, sweep.corpusName, "\(counts.total)" + (sweep.trialLimit.map { "/\($0)" } ?? ""),
        "\(counts[.completed])", "\(counts[.pruned])", "\(counts[.failed])",
        "\(Int(sweep.secondsSpent.rounded()))", sweep.createdAt,
      ])
    }
    return [table.element(caption: "Sweeps", address: { "/sweeps/\(entries[$0].sweep.name)" })]
  }
}
