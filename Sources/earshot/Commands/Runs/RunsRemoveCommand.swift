import ArgumentParser
import Foundation
import RunStore

/// `earshot runs rm`: takes runs out of every list and report, until they are brought back or `earshot gc` ends it.
struct RunsRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm", abstract: "Removes runs, or brings removed ones back.",
    discussion: """
      A removed run is in no list and no report. Its rows and its folder stay until earshot gc takes them, by default \
      after 30 days; until then --undo brings it back as it was.
      """)

  @Argument(help: ArgumentHelp("A run's id, or how it begins. Several may be named.", valueName: "run"))
  var ids: [String]

  @Flag(help: "Bring removed runs back.")
  var undo = false

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let store = try storeOptions.openExisting()
    let changed: [String]
    if undo {
      changed = try store.restore(ids)
    } else {
      let whole = try ids.map { try store.runID(startingWith: $0) }
      changed = whole.enumerated().filter { !whole[..<$0].contains($1) }.map(\.element)
      try store.remove(changed, at: Date())
      if !output.quiet {
        Console.note("Bring back with: earshot runs rm --undo \(changed.joined(separator: " "))")
      }
    }
    if output.json {
      try Console.write(json: changed)
    } else {
      Console.write(changed.joined(separator: "\n"))
    }
  }
}
