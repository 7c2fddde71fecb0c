import ArgumentParser
import AudioFrontEnd
import ExperimentRunner
import ExperimentSchema

/// Whose front end is asked about.
struct FrontEndOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The experiment whose front end it is: a name, or a file.", valueName: "name|file"))
  var experiment = "gen6"

  /// The front end of the experiment, which lies in `catalog` or is a file of its own.
  func frontEnd(in catalog: ExperimentCatalog) throws -> FrontEnd {
    let declared = try ExperimentDecoder.experiment(at: catalog.file(of: experiment))
    return try FrontEnd(FrontEnd.Settings(declared.frontEnd))
  }
}
