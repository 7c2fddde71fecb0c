import ArgumentParser
import ExperimentRunner
import ExperimentSchema
import Foundation
import Listening
import RecognitionScoring

/// Which annotated recordings are heard.
struct AnnotatedRecordingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A folder that earshot corpus compose has made.", valueName: "dir"))
  var soundscapes: String

  @Option(
    help: ArgumentHelp(
      "Of which folds (default: those that the model was judged on).", valueName: "folds"),
    transform: FoldList.init(parsing:))
  var folds: FoldList?

  @Option(help: ArgumentHelp("Recordings that are heard at once (default: the cores).", valueName: "n"))
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    guard (1...256).contains(jobs) else {
      throw ValidationError("--jobs: found \(jobs); expected 1...256.")
    }
  }

  /// Scoring by the recordings.
  func scoring(_ experiments: ExperimentOptions) throws -> RecognitionScoring {
    let taxonomy = try ExperimentDecoder.taxonomy(
      at: ExperimentCatalog(folder: experiments.folder).taxonomyFile)
    return RecognitionScoring(
      by: try AnnotatedRecordings(at: soundscapes), taxonomy: taxonomy, jobs: jobs)
  }

  /// The folds on which `recognizer` is held against the recordings.
  func folds(for recognizer: Recognizer) throws -> [Int] {
    guard let folds else { return recognizer.validationFolds }
    guard case .folds(let chosen) = folds.selection else {
      return try AnnotatedRecordings(at: soundscapes).folds
    }
    return chosen
  }
}
