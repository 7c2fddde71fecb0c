import ArgumentParser
import Foundation
import RunStore
import SweepRunner

/// `earshot sweep retry`: tries failed trials again.
struct SweepRetryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Tries the failed trials of a sweep again, and goes on with it.",
    discussion: "earshot sweep retry gen6-dropout --failed")

  @Argument(help: ArgumentHelp("The sweep's name.", valueName: "sweep"))
  var sweep: String

  @Flag(
    help: "Those that failed: their loss was not finite, their settings do not fit, or workers were lost.")
  var failed = false

  @OptionGroup var work: SweepWorkOptions
  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var experimentOptions: ExperimentOptions
  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if !failed {
      throw ValidationError("Say which trials: expected --failed, so that nothing completed is tried again.")
    }
  }

  func run() throws {
    let stretch = SweepStretch(
      work: work, storeOptions: storeOptions, experimentOptions: experimentOptions,
      cacheOptions: cacheOptions, output: output)
    try stretch.resume(sweep) { store, stored in
      let trials = try store.retryFailedTrials(ofSweep: stored.id)
      if !output.quiet {
        Console.note(
          trials.isEmpty
            ? "No trial has failed." : "Tried again: \(trials.map(String.init).joined(separator: ", ")).")
      }
      return stored
    }
  }
}
