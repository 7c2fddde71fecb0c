import ArgumentParser

/// `earshot sweep`: searches the settings of an experiment.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Searches the settings of an experiment; can be killed anywhere, and goes on.",
    discussion: """
      earshot sweep run gen6-dropout --workers 2
      earshot sweep status gen6-dropout --watch
      earshot sweep resume gen6-dropout
      earshot sweep best gen6-dropout -o best.json
      """,
    subcommands: [
      SweepRunCommand.self, SweepResumeCommand.self, SweepRetryCommand.self, SweepStatusCommand.self,
      SweepBestCommand.self, SweepListCommand.self, SweepWorkCommand.self,
      SweepTaskCommand.self,
    ])
}
