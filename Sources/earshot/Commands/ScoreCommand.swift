import ArgumentParser
import Datasets
import ExperimentRunner
import ExperimentSchema
import Foundation
import Reporting
import RunStore

/// `earshot score`: trained models on clips of another corpus.
struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Scores trained models on another corpus, in the folds that they were not trained on.",
    discussion: """
      earshot score scene-soundscapes-s1-f5-0a1b2c3d --corpus standard
      earshot score -F 'experiment = "scene" and status = "completed"' --corpus standard

      Both corpora are to have the same folds, as soundscapes have that were composed of one corpus. Nothing is stored.
      """)

  @Argument(help: ArgumentHelp("Ids of runs, or how they begin.", valueName: "run"))
  var ids: [String] = []

  @Option(
    name: [.customShort("F"), .long],
    help: ArgumentHelp("All runs of which this holds, as earshot runs list has it.", valueName: "condition"))
  var filter: String?

  @Option(help: ArgumentHelp("The corpus: synthetic, or a folder, table or manifest.", valueName: "name|dir"))
  var corpus: String

  @Option(help: ArgumentHelp("Which of its classes: all, or a list in classes/.", valueName: "list"))
  var classes = CorpusSelection.allClasses

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var experimentOptions: ExperimentOptions
  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard ids.isEmpty == (filter != nil) else {
      throw ValidationError("Name runs, or choose them by -F: one of the two.")
    }
  }

  private struct Entry: Encodable {
    var run: String
    var corpus: String
    var folds: [Int]
    var clips: Int
    var accuracy: Double
    var macroF1: Double?
    var averagePrecision: Double?

    init(_ score: ModelScore) {
      run = score.run
      corpus = score.corpus
      folds = score.folds
      clips = score.clipCount
      accuracy = score.accuracy
      macroF1 = score.macroF1
      averagePrecision = score.averagePrecision
    }
  }

  func run() throws {
    let progress = RunProgress(isQuiet: output.quiet)
    defer { progress.end() }
    let store = try storeOptions.open(.readOnly)
    let runs = try chosenRuns(in: store)
    var corpora = CorpusLibrary(
      classFolder: experimentOptions.classFolder, cacheFolder: cacheOptions.folder,
      progress: { progress.read($0, $1, $2) }, opened: { progress.opened($0, $1) })
    let interruption = Interruption()
    let scores = try runs.map { id in
      Entry(
        try ModelScore(
          of: RunFolder(id: id, in: storeOptions.runsFolder),
          on: CorpusSelection(name: corpus, classes: classes), corpora: &corpora,
          cache: FeatureCache(folder: cacheOptions.folder),
          jobs: ProcessInfo.processInfo.activeProcessorCount, stop: interruption.stop,
          report: { progress.show($0) }))
    }
    progress.end()
    if output.json { return try Console.write(json: scores) }
    Console.write(text(of: scores))
  }

  private func chosenRuns(in store: RunStore) throws -> [String] {
    guard let filter else { return try ids.map { try store.runDetail($0).summary.id } }
    let runs = try store.runSummaries(
      RunFilter(condition: try RunCondition(parsing: filter)), sort: .newestFirst, limit: nil)
    guard !runs.isEmpty else {
      throw ValidationError(
        "-F: found no run of which \(filter) holds; expected some. earshot runs list shows those there are.")
    }
    // Runs that are trained at once are declared in any order.
    return runs.sorted {
      ($0.experiment, $0.corpus, $0.identity.seed, $0.identity.fold, $0.id)
        < ($1.experiment, $1.corpus, $1.identity.seed, $1.identity.fold, $1.id)
    }.map(\.id)
  }

  /// A line for each run, and the means over them.
  private func text(of scores: [Entry]) -> String {
    let isMultiLabel = scores.contains { $0.macroF1 != nil }
    let measures: [(heading: String, value: (Entry) -> Double?)] =
      [("accuracy %", { $0.accuracy })]
      + (isMultiLabel
        ? [("macro F1 %", { $0.macroF1 }), ("average precision %", { $0.averagePrecision })] : [])
    var table = TextTable(
      [.init("run", role: .key), .init("folds"), .init("clips", .right)]
        + measures.map { .init($0.heading, .right) })
    func percent(_ value: Double?) -> String { value.map { String(format: "%.2f", 100 * $0) } ?? "" }
    for score in scores {
      table.append(
        [score.run, score.folds.map(String.init).joined(separator: ","), "\(score.clips)"]
          + measures.map { percent($0.value(score)) })
    }
    if scores.count > 1 {
      let means = measures.map { measure in
        let values = scores.compactMap(measure.value)
        return percent(values.isEmpty ? nil : values.reduce(0, +) / Double(values.count))
      }
      table.append(["mean", "", "\(scores.reduce(0) { $0 + $1.clips })"] + means)
    }
    return table.text(width: Console.width(isOutput: true))
  }
}
