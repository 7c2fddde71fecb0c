import ArgumentParser
import DurableFiles
import Evaluation
import ExperimentSchema
import Foundation
import Listening
import RecognitionScoring

/// `earshot recognition score`: holds models against annotated recordings that they were not trained on.
struct RecognitionScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Scores what models hear in annotated recordings: events, scenes, suitability.",
    discussion: """
      Each model is held against the folds that it was judged on, and so not trained on, unless --folds says \
      otherwise; all are counted together, so that the five runs of an experiment on five folds make one row. Beside it \
      stand two baselines: the likeliest class of every window without any smoothing, and always the most frequent \
      class.

      F1 and error rate are those of sed_eval: segments of a second, and whole events with a collar of 200 ms.

      Examples:
        earshot recognition score gen7 --soundscapes soundscapes
        earshot recognition score RUN1 RUN2 --settings one.json --settings two.json --soundscapes soundscapes
      """)

  @Argument(
    help: ArgumentHelp(
      "Runs' ids or how they begin, or folders of runs.", valueName: "model"))
  var models: [String]

  @OptionGroup var annotated: AnnotatedRecordingOptions

  @Option(
    help: ArgumentHelp(
      "How recordings are heard: one file for all, or one for each model (default: recognition.json).",
      valueName: "file"))
  var settings: [String] = []

  @Option(
    help: ArgumentHelp(
      "A folder for what is found: onset, offset and class of every event, a file for each recording.",
      valueName: "dir"))
  var estimates: String?

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var experimentOptions: ExperimentOptions
  @OptionGroup var outputOptions: OutputOptions

  func validate() throws {
    guard settings.count < 2 || settings.count == models.count else {
      throw ValidationError(
        "--settings: found \(settings.count) files; expected none, one for all, or one for each of \(models.count) "
          + "models.")
    }
  }

  func run() throws {
    let scoring = try annotated.scoring(experimentOptions)
    let library = try RecognizerLibrary(storeOptions, experimentOptions)
    let subjects = try models.enumerated().map { index, model in
      let file = settings.isEmpty ? nil : settings[settings.count == 1 ? 0 : index]
      let recognizer = try library.recognizer(model, settingsFile: file)
      return RecognitionScoring.Subject(recognizer, folds: annotated.folds(for: recognizer, in: scoring))
    }
    let name = subjects.map(\.recognizer.card.name).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }.joined(separator: ", ")
    let folds = Set(subjects.flatMap(\.folds)).sorted()
    let score = try scoring.score(subjects, progress: clipProgress(outputOptions, "hearing"))
    let rows = [
      ScoreRow(name, score),
      ScoreRow(
        "\(name), each window's likeliest class",
        try scoring.scoreUnsmoothed(subjects, progress: clipProgress(outputOptions, "hearing windows"))),
      ScoreRow("always the most frequent class", try scoring.scoreMostFrequent(folds: folds)),
    ]
    if let estimates { try write(score, to: URL(filePath: estimates)) }
    let text = ScoreText(rows: rows, folds: folds, soundscapes: annotated.soundscapes)
    if outputOptions.json { return try Console.write(json: text.document) }
    Console.write(text.description)
  }

  private func write(_ score: RecognitionScore, to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for estimate in score.estimates {
      let lines = estimate.events.map { "\($0.onset)\t\($0.offset)\t\(score.classNames[$0.label])\n" }
      try DurableFile.write(
        Data(lines.joined().utf8), to: folder.appending(path: "\(estimate.id).txt"))
    }
  }
}
