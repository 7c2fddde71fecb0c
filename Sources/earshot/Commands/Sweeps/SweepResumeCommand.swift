import ArgumentParser
import ExperimentRunner
import ExperimentSchema
import Foundation
import RunStore
import SweepRunner

/// `earshot sweep resume`: goes on with a sweep as the store has it, whatever became of its file.
struct SweepResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Goes on with a sweep that was stopped or killed; trains only what is missing.")

  @Argument(help: ArgumentHelp("The sweep's name.", valueName: "sweep"))
  var sweep: String

  @Option(help: ArgumentHelp("Trials in all, in place of its budget so far.", valueName: "n"))
  var trials: Int?

  @OptionGroup var work: SweepWorkOptions
  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var experimentOptions: ExperimentOptions
  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let trials, trials < 1 { throw ValidationError("--trials: found \(trials); expected at least 1.") }
  }

  func run() throws {
    let stretch = SweepStretch(
      work: work, storeOptions: storeOptions, experimentOptions: experimentOptions,
      cacheOptions: cacheOptions, output: output)
    try stretch.resume(sweep) { store, stored in
      guard let trials else { return stored }
      try store.setLimits(ofSweep: stored.id, trials: trials, seconds: stored.secondsLimit)
      return try store.sweep(named: stored.name)
    }
  }
}

extension SweepStretch {
  /// Goes on with the stored sweep called `name`.
  ///
  /// - Parameter prepare: Gives the sweep as it is to go on, once nobody else can be at it.
  func resume(
    _ name: String, prepare: (RunStore, StoredSweep) throws -> StoredSweep
  ) throws {
    let progress = RunProgress(isQuiet: output.quiet)
    let interruption = Interruption()
    let stored = try storeOptions.open(.readOnly).sweep(named: name)
    let declared = try DeclaredSweep(resolvedText: stored.specification, source: "sweep \(name)")
    var corpora = corpora(progress)
    try SweepDeclaration.requireSame(corpora.corpus(declared.base.corpus), as: stored)
    progress.end()
    try perform(name, declared, corpora: corpora, interruption: interruption) { store in
      try prepare(store, store.sweep(named: name))
    }
  }
}
