import ArgumentParser
import DurableFiles
import ExperimentSchema
import Foundation
import RunStore
import SweepRunner

/// `earshot sweep best`: the best trial as an experiment file.
struct SweepBestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "best", abstract: "Prints the best trial as an experiment file, which earshot run takes.",
    discussion: """
      earshot sweep best gen6-dropout -o best.json
      earshot run best.json --seeds 1..5
      """)

  @Argument(help: ArgumentHelp("The sweep's name.", valueName: "sweep"))
  var sweep: String

  @Option(help: ArgumentHelp("Another trial than the best.", valueName: "number"))
  var trial: Int?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"))
  var output: String?

  @OptionGroup var storeOptions: StoreOptions

  func validate() throws {
    if output == "" { throw ValidationError("--output: found an empty name; expected the name of a file.") }
  }

  func run() throws {
    let standing = try SweepStanding(ofSweep: sweep, in: storeOptions.open(.readOnly))
    let trial = try standing.trial(trial)
    let text = try standing.experiment(of: trial).resolvedText
    Console.note(SweepOverview(standing).line(of: trial))
    guard let output else { return Console.write(text) }
    try DurableFile.write(Data(text.utf8), to: URL(filePath: output))
  }
}
