import ArgumentParser
import ExperimentRunner
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
    RecognitionScoring(
      by: try AnnotatedRecordings(at: soundscapes),
      taxonomy: try RecognitionCatalog(experiments: experiments.folder).taxonomy, jobs: jobs)
  }

  /// The folds of the recordings of `scoring` that `recognizer` is held against.
  func folds(for recognizer: Recognizer, in scoring: RecognitionScoring) -> [Int] {
    guard let folds else { return recognizer.validationFolds }
    guard case .folds(let chosen) = folds.selection else { return scoring.recordings.folds }
    return chosen
  }
}
