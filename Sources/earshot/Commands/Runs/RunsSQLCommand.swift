import ArgumentParser
import Reporting
import RunStore

/// `earshot runs sql`: a query by hand.
struct RunsSQLCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sql", abstract: "Asks the store in SQL; nothing can be changed.",
    discussion: """
      earshot runs sql 'SELECT experiment, avg(validationAccuracy) FROM runSummary GROUP BY experiment'

      docs/store.md describes views and tables.
      """)

  @Argument(help: ArgumentHelp("One SELECT.", valueName: "query"))
  var query: String

  @Option(help: ArgumentHelp("Rows at most.", valueName: "n"))
  var limit = 10_000

  @Option(help: ArgumentHelp("Seconds that the query may take.", valueName: "seconds"))
  var timeout = 60

  @Flag(help: "Print CSV.")
  var csv = false

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...1_000_000).contains(limit) else {
      throw ValidationError("--limit: found \(limit); expected 1...1000000.")
    }
    guard (1...86_400).contains(timeout) else {
      throw ValidationError("--timeout: found \(timeout); expected 1...86400 seconds.")
    }
    if csv && output.json { throw ValidationError("--csv: found --json beside it; expected one of the two.") }
  }

  func run() throws {
    let store = try storeOptions.open(.readOnly)
    let table = try store.query(sql: query, limit: limit, seconds: timeout)
    Console.write(
      csv ? table.csv : output.json ? table.json : table.text(width: Console.valuesWidth))
    if table.isCut && !output.quiet {
      Console.note("There are more than \(limit) rows; --limit shows more.")
    }
  }
}
