import ArgumentParser
import ExperimentSchema
import Reporting
import RunStore

/// `earshot runs list`: a line for each run.
struct RunsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists runs, the newest first.")

  @Option(help: ArgumentHelp("Only runs of this experiment. Repeatable.", valueName: "name"))
  var experiment: [String] = []

  @Option(help: ArgumentHelp("Only runs on this corpus. Repeatable.", valueName: "name"))
  var corpus: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only runs in this state: \(RunStatus.allCases.map(\.rawValue).joined(separator: ", ")). Repeatable.",
      valueName: "status"))
  var status: [StatusArgument] = []

  @Option(help: ArgumentHelp("At most so many.", valueName: "n"))
  var limit: Int?

  @Flag(help: "List the removed runs, which earshot runs rm --undo brings back.")
  var removed = false

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit: found \(limit); expected at least 1.") }
  }

  func run() throws {
    let filter = RunFilter(
      experiments: experiment, corpora: corpus, statuses: status.map(\.status), isOfRemoved: removed)
    let runs = try storeOptions.open(.readOnly).runSummaries(filter, sort: .newestFirst, limit: limit)
    let listing = RunListing(runs, isSelection: filter != RunFilter())
    Console.write(output.json ? listing.json : listing.text(width: Console.width(isOutput: true)))
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
