import ArgumentParser
import Datasets
import ExperimentRunner
import Foundation
import RunStore

/// `earshot replay`: runs a stored run again, and compares bits.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Runs a stored run again and compares every epoch's bits and the final weights.",
    discussion: """
      earshot replay gen6-esc10-s1-f5-0a1b2c3d

      Equal bits are promised for the same binary, processor, libraries, seed and recordings; where one of them is not \
      what the run's provenance names, that is said first. A run that was interrupted is compared as far as it came. \
      Nothing is stored without --keep.

      Exit codes: 0 all that was compared is equal, 1 something differs.
      """)

  @Argument(help: ArgumentHelp("A run's id, or how it begins.", valueName: "run"))
  var id: String

  @Flag(help: "Store the replay as a run of its own; reports take the newest of equal runs.")
  var keep = false

  @Option(
    help: ArgumentHelp("Where the run's recordings are now: synthetic, or a folder.", valueName: "name|dir"))
  var corpus: String?

  @Option(help: ArgumentHelp("Threads inside the run; results do not depend on it.", valueName: "n"))
  var threads = 1

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var experimentOptions: ExperimentOptions
  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...256).contains(threads) else {
      throw ValidationError("--threads: found \(threads); expected 1...256.")
    }
  }

  func run() throws {
    let progress = RunProgress(isQuiet: output.quiet)
    defer { progress.end() }
    var corpora = CorpusLibrary(
      classFolder: experimentOptions.classFolder, cacheFolder: cacheOptions.folder,
      progress: { progress.read($0, $1, $2) }, opened: { progress.opened($0, $1) })
    let store = try storeOptions.open(.readOnly)
    let replay = try RunReplay(
      id, store: store, runsFolder: storeOptions.runsFolder, corpus: corpus, corpora: &corpora)
    progress.end()
    for condition in replay.conditions { progress.say("Not as it was recorded: \(condition).") }
    // What is not kept needs no saving: a signal ends it at once.
    let interruption = Interruption()
    let work = RunWork(
      storeFile: storeOptions.storeFile, runsFolder: storeOptions.runsFolder,
      cache: FeatureCache(folder: cacheOptions.folder), threads: threads, jobs: 1, stop: interruption.stop,
      report: { progress.show($0) })
    if keep { interruption.saveFirst() }
    let result = try keep ? kept(replay, work: work) : unkept(replay, work: work, progress: progress)
    progress.end()
    guard let result else { throw interruption.exitStatus ?? .failed }
    try ReplayText(result: result, conditions: replay.conditions).write(asJSON: output.json)
    if !result.isEqual { throw ExitStatus.failed }
  }

  private func unkept(_ replay: RunReplay, work: RunWork, progress: RunProgress) throws -> ReplayResult? {
    guard let features = try work.features(for: [replay.run]) else { return nil }
    return try replay.perform(features: features, threads: threads, report: { progress.show($0) })
  }

  /// Trains the run as one of its own and compares the two; nil where it was interrupted.
  private func kept(_ replay: RunReplay, work: RunWork) throws -> ReplayResult? {
    let outcome = try work.train([replay.run], isOnlyNeeded: false) { _ in }
    guard let result = outcome.results.first, let store = outcome.store, let id = result.id else {
      if case .failed(let reason)? = outcome.results.first?.status { Console.note("earshot: \(reason)") }
      return nil
    }
    switch result.status {
    case .interrupted:
      Console.note("Interrupted; its state is saved. Go on with: earshot run --resume \(id)")
      return nil
    case .failed(let reason):
      Console.note("earshot: \(reason)")
      return nil
    case .completed, .diverged:
      return try replay.comparison(withKept: id, store: store, runsFolder: storeOptions.runsFolder)
    }
  }
}
