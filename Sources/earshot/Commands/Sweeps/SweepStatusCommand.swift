import ArgumentParser
import Foundation
import RunStore
import SweepRunner

/// `earshot sweep status`: how far a sweep has come, and what is best so far.
struct SweepStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Tells how far a sweep has come, the best trials, and the time left.",
    discussion: "Without a name: the sweep that was begun last.")

  @Argument(help: ArgumentHelp("The sweep's name.", valueName: "sweep"))
  var sweep: String?

  @Option(help: ArgumentHelp("Trials shown, the best first.", valueName: "n"))
  var limit = SweepOverview.shownCount

  @Flag(help: "Show it anew every second, until nothing is under way any more.")
  var watch = false

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit: found \(limit); expected at least 1.") }
    if watch && output.json {
      throw ValidationError("--watch: found --json beside it; expected one of the two.")
    }
  }

  func run() throws {
    let store = try storeOptions.open(.readOnly)
    guard let name = try sweep ?? store.sweeps().last?.name else {
      throw RunStoreError.noSuchSweep(name: "", known: [])
    }
    while true {
      // Asked first: what is shown last is then the end.
      let isUnderWay = SweepLock.isHeld(ofSweep: name, in: storeOptions.runsFolder)
      let overview = SweepOverview(try SweepStanding(ofSweep: name, in: store))
      // Home, and clear from there: nothing that stood there before is left.
      if watch && isatty(STDOUT_FILENO) == 1 { Console.write("\u{1B}[H\u{1B}[J") }
      try overview.write(asJSON: output.json, trialLimit: limit)
      if !watch || !isUnderWay { return }
      Thread.sleep(forTimeInterval: 1)
    }
  }
}
