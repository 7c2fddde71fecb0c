import ArgumentParser
import Glibc

/// The executable: one file for each subcommand.
struct EarshotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "earshot",
    abstract: "Tracks experiments in the recognition of environmental sound.",
    discussion: """
      Models are declared in JSON files (Experiments/), re-run by name, and recorded in Runs/earshot.sqlite. \
      Results go to standard output, progress and messages to standard error.

      Exit codes: 0 done, 1 the machine or a run failed, 2 the files or arguments are wrong, 3 a claim failed, \
      4 inconclusive, 75 busy, 129/130/143 interrupted (state saved).
      """,
    version: "0.1.0",
    subcommands: [
      RunCommand.self, ReplayCommand.self, RunsCommand.self, ReportCommand.self, CheckCommand.self,
      ScoreCommand.self, SweepCommand.self, CorpusCommand.self, ListenCommand.self, RecognitionCommand.self,
      ServeCommand.self, DecodeUploadCommand.self, SchemaCommand.self, DoctorCommand.self,
      CleanupCommand.self,
    ])

  /// Parses the command line, runs the command, and ends the process with the exit code that users rely on.
  static func runAndExit() -> Never {
    let status = run()
    guard let failure = Console.outputFailure else { Glibc.exit(status.rawValue) }
    Console.note(
      "earshot: standard output: cannot be written: \(String(cString: strerror(failure))); expected room for all "
        + "results. What it holds is not whole: send it elsewhere, and run the command again.")
    Glibc.exit((status == .done ? .failed : status).rawValue)
  }

  private static func run() -> ExitStatus {
    do {
      var command = try parseAsRoot()
      try command.run()
      return .done
    } catch let status as ExitStatus {
      return status
    } catch let error as ValidationError {
      // What is found wrong later than by parsing: how the command is used is not in question.
      return ExitStatus.report(misuse: error)
    } catch {
      return ExitStatus.report(error)
    }
  }
}
