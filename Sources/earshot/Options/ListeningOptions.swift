import ArgumentParser
import Listening

/// Which model listens, and how.
struct ListeningOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      What listens: shipped (generation 7), shipped-detector (several sounds at once), the id of a run or how it begins, \
      the folder of a run, or the name of an experiment, of which the newest completed run is taken.
      """, valueName: "model"))
  var model = ShippedModel.generation7.rawValue

  @Option(
    help: ArgumentHelp(
      """
      How it listens (default: of --experiments, recognition/<its experiment>.json, else recognition.json; where \
      there is none, what ships).
      """,
      valueName: "file"))
  var settings: String?

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var experimentOptions: ExperimentOptions

  /// The recogniser that is asked for.
  func recognizer() throws -> Recognizer {
    try RecognizerLibrary(storeOptions, experimentOptions).recognizer(model, settingsFile: settings)
  }
}
