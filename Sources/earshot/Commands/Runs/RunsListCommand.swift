import ArgumentParser
import ExperimentSchema
import Reporting
import RunStore

/// `earshot runs list`: a line for each run.
struct RunsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists runs, the newest first.",
    discussion: """
      earshot runs list -F 'validation.accuracy > 0.4 and corpus = "esc10" and not tag = "bad"'
      earshot runs list -F 'startedAt > "2026-11-01"' --sort 'best(validation.accuracy):desc' --limit 10
      earshot runs list --columns id,model.layers.dropout1.rate,validation.crossEntropy --csv

      Filters compare (= != < <= > >=, in (...), like, contains) columns of runSummary, tag, metrics of the final epoch \
      (validation.accuracy) or the best one (best(validation.accuracy)), and settings by the keys that lead to them \
      (training.epochs); and, or, not and parentheses join. docs/store.md tells all.
      """)

  @Option(
    name: [.customShort("F"), .long],
    help: ArgumentHelp("Only runs of which this holds.", valueName: "condition"))
  var filter: String?

  @Option(help: ArgumentHelp("Only runs of this experiment. Repeatable.", valueName: "name"))
  var experiment: [String] = []

  @Option(help: ArgumentHelp("Only runs on this corpus. Repeatable.", valueName: "name"))
  var corpus: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only runs in this state: \(RunStatus.allCases.map(\.rawValue).joined(separator: ", ")). Repeatable.",
      valueName: "status"))
  var status: [StatusArgument] = []

  @Option(
    help: ArgumentHelp(
      "The order: a column, metric or setting; :desc for the greatest first.", valueName: "key"))
  var sort: String?

  @Option(help: ArgumentHelp("What to show, joined by commas.", valueName: "keys"))
  var columns: String?

  @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
  var limit: Int?

  @Flag(help: "List the removed runs, which earshot runs rm --undo brings back.")
  var removed = false

  @Flag(help: "Print CSV.")
  var csv = false

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit: found \(limit); expected at least 1.") }
    if csv && output.json { throw ValidationError("--csv: found --json beside it; expected one of the two.") }
  }

  func run() throws {
    let filter = RunFilter(
      experiments: experiment, corpora: corpus, statuses: status.map(\.status), condition: try condition(),
      isOfRemoved: removed)
    let order = try sort.map { try RunSort(parsing: $0) } ?? .newestFirst
    let store = try storeOptions.open(.readOnly)
    if csv || columns != nil {
      let table = try store.values(of: try fields(), filter, sort: order, limit: limit)
      Console.write(
        csv ? table.csv : output.json ? table.json : table.text(width: Console.valuesWidth))
    } else {
      let runs = try store.runSummaries(filter, sort: order, limit: limit)
      let listing = RunListing(runs, isSelection: filter != RunFilter())
      Console.write(output.json ? listing.json : listing.text(width: Console.width(isOutput: true)))
    }
  }

  private func condition() throws(RunFilterError) -> RunCondition? {
    guard let filter else { return nil }
    return try RunCondition(parsing: filter)
  }

  private func fields() throws(RunFilterError) -> [RunField] {
    guard let columns else { return RunColumn.summary.map { .column($0) } }
    return try columns.split(separator: ",", omittingEmptySubsequences: false).map {
      name throws(RunFilterError) in try RunField(String(name))
    }
  }
}

/// A run's state as the command line names it.
struct StatusArgument: ExpressibleByArgument {
  let status: RunStatus

  init?(argument: String) {
    guard let status = RunStatus(rawValue: argument) else { return nil }
    self.status = status
  }
}
