public import ArgumentParser
import DurableFiles
import ExperimentSchema
import Foundation
import Listening
public import Recognition
import RecognitionScoring

/// `earshot recognition fit`: chooses a model's thresholds and median by recordings that it was not trained on.
struct RecognitionFitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fits how a model hears to annotated recordings, and writes it as settings.",
    discussion: """
      First the temperature by which the model is as sure as it is right; then the threshold, the lower share and the \
      median with the best F1, all classes together. A reject is left out: its bounds are of another temperature. The \
      recordings must be of folds that the model was not trained on; by default they are those it was judged on. \
      What is scored afterwards must be of yet other folds: fit a run that trains on fewer.

      Example: earshot recognition fit detector-soundscapes-s1-f4-0a1b2c3d --soundscapes soundscapes -o detector.json
      """)

  @Argument(
    help: ArgumentHelp("A run's id or how it begins, or a run's folder.", valueName: "model"))
  var model: String

  @OptionGroup var annotated: AnnotatedRecordingOptions

  @Option(
    help: ArgumentHelp(
      """
      What has the best F1: segments of a second (when classes are heard), events (when they begin and end, within \
      200 ms), or both, their mean.
      """, valueName: "measure"))
  var by = DetectionMeasure.segments

  @Option(
    help: ArgumentHelp(
      "What is kept but for these (default: the model's).", valueName: "file"))
  var settings: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where the settings go (default: printed).", valueName: "file"))
  var output: String?

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var experimentOptions: ExperimentOptions
  @OptionGroup var outputOptions: OutputOptions

  func run() throws {
    let scoring = try annotated.scoring(experimentOptions)
    let recognizer = try RecognizerLibrary(storeOptions, experimentOptions)
      .recognizer(model, settingsFile: settings)
    let folds = annotated.folds(for: recognizer, in: scoring)
    let fitted = try scoring.fit(
      recognizer, folds: folds, by: by, progress: clipProgress(outputOptions, "hearing"))
    guard let output else { return Console.write(fitted.text) }
    try DurableFile.write(Data(fitted.text.utf8), to: URL(filePath: output))
    if !outputOptions.quiet {
      let names = folds.map(String.init).joined(separator: ", ")
      Console.note("\(output): how \(recognizer.card.name) hears, fitted to fold \(names)")
    }
  }
}

extension DetectionMeasure: ExpressibleByArgument {}
