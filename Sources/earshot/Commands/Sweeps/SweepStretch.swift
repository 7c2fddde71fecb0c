import ArgumentParser
import Datasets
import ExperimentRunner
import ExperimentSchema
import Foundation
import RunStore
import SweepRunner

/// How a sweep's trials are trained.
struct SweepWorkOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Trials trained at once, a process each (default: the cores); with slurm: tasks under way at once.",
      valueName: "n"))
  var workers: Int?

  @OptionGroup var training: TrainingOptions

  @OptionGroup var slurm: SlurmLaunchOptions

  @Flag(help: "Train configurations and runs again that the store already has.")
  var allowRepeats = false

  func validate() throws {
    if let workers, !(1...256).contains(workers) {
      throw ValidationError(
        "--workers: found \(workers); expected 1...256. Leave it out for one on each core.")
    }
  }

  var workerCount: Int { workers ?? max(1, ProcessInfo.processInfo.activeProcessorCount / training.threads) }
}

/// A stretch of a sweep: from a command to its end, an interruption or a refusal of the machine.
struct SweepStretch {
  let work: SweepWorkOptions
  let storeOptions: StoreOptions
  let experimentOptions: ExperimentOptions
  let cacheOptions: CacheOptions
  let output: OutputOptions

  /// Opens corpora.
  func corpora(_ progress: RunProgress) -> CorpusLibrary {
    CorpusLibrary(
      classFolder: experimentOptions.classFolder, cacheFolder: cacheOptions.folder,
      progress: { progress.read($0, $1, $2) }, opened: { progress.opened($0, $1) })
  }

  /// Searches until `sweep` is done, and prints how it stands then.
  ///
  /// - Parameters:
  ///   - name: The sweep's name.
  ///   - declared: What it searches.
  ///   - corpora: Opens corpora.
  ///   - interruption: Asks it to stop.
  ///   - begin: Gives the sweep as the store has it, once nobody else can be at it.
  func perform(
    _ name: String, _ declared: DeclaredSweep, corpora: CorpusLibrary, interruption: Interruption,
    begin: (RunStore) throws -> StoredSweep
  ) throws {
    let cluster = try work.slurm.cluster(tasks: work.workerCount, threads: work.training.threads)
    try RunStore.requireCreatable(storeOptions.storeFile)
    let lock = try SweepLock(ofSweep: name, in: storeOptions.runsFolder)
    defer { withExtendedLifetime(lock) {} }
    let store = try RunStore.open(storeOptions.storeFile, access: .readWrite)
    let sweep = try begin(store)
    if work.slurm.launcher == nil { try SweepDeclaration.requireNothingSubmitted(of: sweep, in: store) }
    interruption.saveFirst()
    let progress = SweepProgress(declared: declared, sweep: sweep, isQuiet: output.quiet)
    let ending: SweepEnding
    do {
      let local = LocalLauncher(workerCount: work.workerCount, command: workerCommand)
      let launcher: any TrialLauncher =
        try cluster?.launcher(
          of: sweep, in: store, storeOptions: storeOptions, experimentOptions: experimentOptions,
          cacheOptions: cacheOptions, checkpointInterval: work.training.checkpointEvery) ?? local
      ending = try SweepController(
        sweep: sweep, planner: TrialPlanner(sweep: declared, corpora: corpora), store: store,
        launcher: launcher, allowsRepeats: work.allowRepeats, stop: interruption.stop,
        report: { progress.show($0) }
      ).run()
      local.close()
    }
    store.settle()
    let overview = SweepOverview(try SweepStanding(ofSweep: name, in: store))
    try overview.write(asJSON: output.json, trialLimit: SweepOverview.shownCount)
    let resumption = "earshot sweep resume \(name)" + (cluster == nil ? "" : " --launcher slurm")
    switch ending {
    case .finished: return
    case .refused(let reason):
      Console.note("earshot: \(reason)\nWhat was done is kept. Go on with: \(resumption)")
      throw ExitStatus.failed
    case .interrupted:
      Console.note("Interrupted; all is saved. Go on with: \(resumption)")
      throw interruption.exitStatus ?? ExitStatus.interrupted
    }
  }

  /// This program again, told the same folders.
  private var workerCommand: LocalLauncher.Command {
    LocalLauncher.Command(
      program: "/proc/self/exe",
      arguments: [
        "sweep", "work", "--runs", storeOptions.runs, "--store", storeOptions.storeFile.path, "--experiments",
        experimentOptions.experiments, "--cache", cacheOptions.folder.path, "--threads",
        "\(work.training.threads)",
        "--checkpoint-every", "\(work.training.checkpointEvery)",
      ])
  }
}
