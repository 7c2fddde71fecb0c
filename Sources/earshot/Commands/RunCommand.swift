import ArgumentParser
import Datasets
import ExperimentRunner
import ExperimentSchema
import Foundation
import RunStore

/// `earshot run`: re-runs named generations.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Trains experiments: one run for each seed and fold.",
    discussion: """
      earshot run gen6                                   one generation, as its file declares it
      earshot run all --corpus ESC-10 --seeds 1..3 --folds all
      earshot run gen6 -S training.epochs=20 -S model.layers.dropout1.rate=0.3
      """)

  @Argument(
    help: ArgumentHelp(
      "Names in the folder of experiments, paths of files, or all: those that history.json lists.",
      valueName: "experiment"))
  var experiments: [String] = []

  @Option(
    help: ArgumentHelp(
      "Another corpus: synthetic, a folder, a CSV table or a manifest.", valueName: "name|dir"))
  var corpus: String?

  @Option(help: ArgumentHelp("Which of its classes: all, or a list in classes/.", valueName: "list"))
  var classes: String?

  @Option(
    help: ArgumentHelp("Seeds, such as 1..5 or 1,2,7 (default: the file's).", valueName: "list"),
    transform: SeedList.init(parsing:))
  var seeds: SeedList?

  @Option(
    help: ArgumentHelp("Folds to report: documented, all, or numbers such as 1,3.", valueName: "folds"),
    transform: FoldList.init(parsing:))
  var folds = FoldList(.documented)

  @Option(
    name: [.customShort("S"), .customLong("set")],
    help: ArgumentHelp("Change a setting; JSON, else text. Repeatable.", valueName: "path=value"),
    transform: Override.init(parsing:))
  var overrides: [Override] = []

  @Option(
    help: ArgumentHelp(
      "Runs trained at once (default: the cores; features always take all cores).", valueName: "n"))
  var jobs: Int?

  @OptionGroup var training: TrainingOptions

  @Flag(help: "Do what is left: skip what an equal finished run answers, go on with what was interrupted.")
  var needed = false

  @Option(help: ArgumentHelp("Go on with an interrupted run.", valueName: "run"))
  var resume: String?

  @Flag(
    help: "Print the resolved files, layers, parameters, MACs, memory and the number of runs; train nothing.")
  var dryRun = false

  @Flag(help: "With --dry-run: say what the compiled plan does for each layer, and what it does in one pass.")
  var explain = false

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var experimentOptions: ExperimentOptions
  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if experiments.isEmpty && resume == nil {
      throw ValidationError("Name an experiment, such as gen6, or all.")
    }
    if resume != nil, let misplaced = optionsOfNewRuns.first {
      throw ValidationError(
        "--resume: found \(misplaced) beside it; expected a run alone, which goes on as it began. "
          + "Leave one of the two out.")
    }
    if explain && !dryRun {
      throw ValidationError(
        "--explain: found no --dry-run beside it; expected both, since it explains a plan. Add --dry-run.")
    }
    if let jobs, !(1...256).contains(jobs) {
      throw ValidationError("--jobs: found \(jobs); expected 1...256. Leave it out for one on each core.")
    }
  }

  func run() throws {
    let progress = RunProgress(isQuiet: output.quiet)
    defer { progress.end() }
    var corpora = CorpusLibrary(
      classFolder: experimentOptions.classFolder, cacheFolder: cacheOptions.folder,
      progress: { progress.read($0, $1, $2) }, opened: { progress.opened($0, $1) })
    if dryRun {
      let planned = try plannedRuns(&corpora)
      progress.end()
      return try DryRun(runs: planned, threads: training.threads, explains: explain).write(
        asJSON: output.json)
    }
    let interruption = Interruption()
    let work = RunWork(
      storeFile: storeOptions.storeFile, runsFolder: storeOptions.runsFolder,
      cache: FeatureCache(folder: cacheOptions.folder), threads: training.threads, jobs: jobCount,
      stop: interruption.stop, checkpointInterval: training.checkpointEvery, report: { progress.show($0) })
    let outcome: RunWork.Outcome
    if let resume {
      let resumption = try work.takeUp(resume, corpora: &corpora)
      interruption.saveFirst()
      outcome = try work.goOn(with: resumption)
    } else {
      let planned = try plannedRuns(&corpora)
      interruption.saveFirst()
      outcome = try work.train(planned, isOnlyNeeded: needed) { needed in
        announce(needed, of: planned.count, to: progress)
        progress.begin(needed.tasks.map(\.run))
      }
    }
    progress.end()
    try RunResults(outcome: outcome).write(asJSON: output.json)
    if let status = interruption.exitStatus, !outcome.isWhole {
      noteInterruption(of: outcome)
      throw status
    }
    if outcome.results.contains(where: { !$0.status.isCompleted }) { throw ExitStatus.failed }
    if outcome.busyCount > 0 { throw ExitStatus.busy }
  }

  /// Tells which runs are not trained from their beginning, and why.
  private func announce(_ needed: NeededRuns, of count: Int, to progress: RunProgress) {
    func say(_ part: Int, _ what: (_ isOne: Bool) -> String) {
      if part > 0 { progress.say("\(part) of \(count) runs \(what(part == 1)).") }
    }
    say(needed.answeredCount) { "\($0 ? "is" : "are") answered by finished ones" }
    say(needed.resumedCount) { "\($0 ? "goes" : "go") on where \($0 ? "it was" : "they were") interrupted" }
    say(needed.busyCount) { "\($0 ? "is" : "are") being trained by another process" }
  }

  // MARK: Planning

  /// What was given of that which declares new runs.
  private var optionsOfNewRuns: [String] {
    [
      experiments.isEmpty ? nil : "experiments", corpus.map { _ in "--corpus" },
      classes.map { _ in "--classes" }, seeds.map { _ in "--seeds" },
      folds.selection == .documented ? nil : "--folds", overrides.isEmpty ? nil : "-S",
      needed ? "--needed" : nil, dryRun ? "--dry-run" : nil,
    ].compactMap(\.self)
  }

  private func plannedRuns(_ corpora: inout CorpusLibrary) throws -> [PlannedRun] {
    let selection = RunSelection(seeds: seeds?.seeds, folds: folds.selection)
    return try declaredExperiments().flatMap { experiment in
      try RunPlanner.runs(of: experiment, on: corpora.corpus(experiment.corpus), selection: selection)
    }
  }

  /// Every experiment asked for, or all problems of all their files at once.
  private func declaredExperiments() throws -> [Experiment] {
    let catalog = ExperimentCatalog(folder: experimentOptions.folder, offersAll: true)
    var problems: [ExperimentError.Problem] = []
    var declared: [Experiment] = []
    let names = try experiments.flatMap { name in
      name == "all" ? try ExperimentDecoder.history(at: catalog.historyFile).experiments : [name]
    }
    var files: Set<URL> = []
    for name in names {
      do throws(ExperimentError) {
        let file = try catalog.file(of: name)
        // What is named twice, as in `all gen6`, would only be replayed.
        guard files.insert(file.absoluteURL.standardizedFileURL).inserted else { continue }
        declared.append(
          try ExperimentDecoder.experiment(
            at: file, overrides: overrides, corpus: corpus, classes: classes))
      } catch {
        for problem in error.problems where !problems.contains(problem) { problems.append(problem) }
      }
    }
    guard problems.isEmpty else { throw ExperimentError(problems: problems) }
    return declared
  }

  // MARK: Training

  private var jobCount: Int {
    jobs ?? max(1, ProcessInfo.processInfo.activeProcessorCount / training.threads)
  }

  private func noteInterruption(of outcome: RunWork.Outcome) {
    var lines = outcome.results.compactMap { result -> String? in
      guard case .interrupted = result.status, let id = result.id else { return nil }
      return "Interrupted; its state is saved. Go on with: earshot run --resume \(id)"
    }
    let left = outcome.unbegunCount
    if left > 0 {
      lines.append(
        resume == nil
          ? "\(left) run\(left == 1 ? "" : "s") had not begun. The same command with --needed does what is left."
          : "The run had not gone on; it is as it was. The same command goes on with it.")
    }
    if !lines.isEmpty { Console.note(lines.joined(separator: "\n")) }
  }
}
