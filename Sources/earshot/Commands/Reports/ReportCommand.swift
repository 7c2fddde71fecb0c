import ArgumentParser

/// `earshot report`: what was measured beside what was claimed.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Prints comparisons from the stored runs.",
    subcommands: [
      ReportHistoryCommand.self, ReportCompareCommand.self, ReportSweepCommand.self,
      ReportAblationsCommand.self,
      ReportProjectCommand.self, ReportRunCommand.self,
    ])
}
