import ArgumentParser
import ExperimentRunner
import ExperimentSchema
import Foundation
import RunStore
import SweepRunner

/// `earshot sweep run`: begins a sweep, or goes on with it.
struct SweepRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Begins the sweep that a file declares, or goes on with it.",
    discussion: """
      earshot sweep run gen6-dropout                      a name in Experiments/sweeps, or the path of a file
      earshot sweep run gen6-dropout --corpus ESC-10 --workers 2 --trials 10

      A sweep that was begun is gone on with where its file is as it was; only its title and its budget may differ.
      """)

  @Argument(
    help: ArgumentHelp("A name in the folder sweeps, or the path of a file.", valueName: "sweep"))
  var sweep: String

  @Option(help: ArgumentHelp("Another corpus: synthetic, or a folder.", valueName: "name|dir"))
  var corpus: String?

  @Option(help: ArgumentHelp("Which of its classes: all, or a list in classes/.", valueName: "list"))
  var classes: String?

  @Option(help: ArgumentHelp("Trials in all, in place of the file's budget.", valueName: "n"))
  var trials: Int?

  @Flag(help: "Print the resolved sweep and what it would train; train nothing.")
  var dryRun = false

  @OptionGroup var work: SweepWorkOptions
  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var experimentOptions: ExperimentOptions
  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let trials, trials < 1 { throw ValidationError("--trials: found \(trials); expected at least 1.") }
  }

  func run() throws {
    let progress = RunProgress(isQuiet: output.quiet)
    let interruption = Interruption()
    let stretch = SweepStretch(
      work: work, storeOptions: storeOptions, experimentOptions: experimentOptions,
      cacheOptions: cacheOptions, output: output)
    let file = try SweepCatalog(experiments: experimentOptions.folder).file(of: sweep)
    let declared = try ExperimentDecoder.sweep(at: file, corpus: corpus, classes: classes)
    var corpora = stretch.corpora(progress)
    let opened = try corpora.corpus(declared.base.corpus)
    let runs = try RunPlanner.runs(of: declared.base, on: opened, selection: declared.selection)
    progress.end()
    if dryRun {
      return try SweepDryRun(declared: declared, trials: trials, runsPerTrial: runs.count)
        .write(asJSON: output.json)
    }
    try stretch.perform(
      declared.specification.name, declared, corpora: corpora, interruption: interruption
    ) { store in
      try SweepDeclaration.store(declared, on: opened, trialLimit: trials, in: store, at: Date())
    }
  }
}

extension DeclaredSweep {
  /// The runs of one trial.
  fileprivate var selection: RunSelection {
    let folds: RunSelection.FoldSelection =
      switch specification.folds {
      case .documented: .documented
      case .all: .all
      case .folds(let folds): .folds(folds)
      }
    return RunSelection(seeds: specification.seeds, folds: folds)
  }
}
