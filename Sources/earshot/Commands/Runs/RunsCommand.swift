import ArgumentParser

/// `earshot runs`: what has been run.
struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs", abstract: "Lists, shows, compares, marks and removes runs.",
    subcommands: [
      RunsListCommand.self, RunsShowCommand.self, RunsDiffCommand.self, RunsTagCommand.self,
      RunsRemoveCommand.self,
      RunsSQLCommand.self,
    ],
    defaultSubcommand: RunsListCommand.self)
}
