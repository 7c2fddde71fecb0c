import ArgumentParser
import Reporting
import RunStore

/// `earshot runs diff`: two runs side by side, and where they part.
struct RunsDiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Shows in what two runs differ, and the first epoch at which they part.",
    discussion: "Configuration, code, environment, final and best metrics; what is equal is left out.")

  @Argument(help: ArgumentHelp("A run's id, or how it begins.", valueName: "run"))
  var first: String

  @Argument(help: ArgumentHelp("Another run's.", valueName: "run"))
  var second: String

  @OptionGroup var reportOptions: ReportOptions
  @OptionGroup var storeOptions: StoreOptions

  func run() throws {
    try reportOptions.deliver(RunDifference.make(first, second, store: storeOptions.open(.readOnly)))
  }
}
