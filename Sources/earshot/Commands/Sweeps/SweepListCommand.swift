import ArgumentParser
import Foundation
import Reporting
import RunStore
import SweepRunner

/// `earshot sweep list`: a line for each sweep.
struct SweepListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists sweeps, in the order in which they were begun.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  private struct Entry: Encodable {
    var sweep: String
    var corpus: String
    var trials: Int
    var trialLimit: Int?
    var completed: Int
    var pruned: Int
    var failed: Int
    var seconds: Double
    var createdAt: String
  }

  func run() throws {
    let store = try storeOptions.open(.readOnly)
    let entries = try store.sweeps().map { sweep in
      let counts = try store.trialCounts(ofSweep: sweep.id)
      return Entry(
        sweep: sweep.name, corpus: sweep.corpusName, trials: counts.total, trialLimit: sweep.trialLimit,
        completed: counts[.completed], pruned: counts[.pruned], failed: counts[.failed],
        seconds: sweep.secondsSpent, createdAt: sweep.createdAt)
    }
    if output.json { return try Console.write(json: entries) }
    if entries.isEmpty {
      return Console.note("No sweep was begun yet. Begin one: earshot sweep run gen6-dropout")
    }
    var table = TextTable([
      .init("sweep"), .init("corpus"), .init("trials", .right), .init("completed", .right),
      .init("pruned", .right), .init("failed", .right), .init("s", .right), .init("begun"),
    ])
    for entry in entries {
      table.append([
        entry.sweep, entry.corpus, "\(entry.trials)" + (entry.trialLimit.map { "/\($0)" } ?? ""),
        "\(entry.completed)", "\(entry.pruned)", "\(entry.failed)", String(format: "%.0f", entry.seconds),
        entry.createdAt,
      ])
    }
    Console.write(table.text(width: Console.width(isOutput: true)))
  }
}
