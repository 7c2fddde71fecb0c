import ArgumentParser
import Reporting
import RunStore

/// `earshot report run`: how well one run's model recognises, class by class.
struct ReportRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract:
      "Shows how well a run's model recognises: by class, which classes it confuses, how far to trust it.")

  @Argument(help: ArgumentHelp("A run's id, or how it begins.", valueName: "run"))
  var id: String

  @OptionGroup var reportOptions: ReportOptions
  @OptionGroup var storeOptions: StoreOptions

  func run() throws {
    let report = try RunReport.make(id: id, store: storeOptions.open(.readOnly))
    try reportOptions.deliver(report)
  }
}
