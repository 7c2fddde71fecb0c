import ArgumentParser
import ExperimentRunner
import Foundation
import RunStore

/// `earshot gc`: takes away what serves nothing any more.
struct CleanupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc", abstract: "Takes away removed runs, orphaned folders and unfinished files.",
    discussion: """
      Without -y it only says what would go: runs removed more than --days ago, with rows and folder, after which \
      earshot runs rm --undo cannot bring them back; folders of runs that the store does not know and that hold no rows; \
      files that a process did not live to finish; what a cluster's tasks have left of trials that have ended. What a \
      process is using stays.
      """)

  @Option(help: ArgumentHelp("How long what was removed or left stays.", valueName: "days"))
  var days = 30

  @Flag(name: .shortAndLong, help: "Do it.")
  var yes = false

  @Flag(help: "Only say what would go: the default.")
  var dryRun = false

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (0...36_500).contains(days) else {
      throw ValidationError("--days: found \(days); expected 0...36500.")
    }
    if yes && dryRun { throw ValidationError("--dry-run: found -y beside it; expected one of the two.") }
  }

  func run() throws {
    let store = try yes ? storeOptions.openExisting() : storeOptions.open(.readOnly)
    let cleanup = try RunsCleanup(
      runsFolder: storeOptions.runsFolder, store: store, at: Date(), keptDays: days)
    let failures = yes ? try cleanup.perform() : []
    if output.json {
      try Console.write(
        json: cleanup.items.map { item in
          Document(
            kind: item.kind.rawValue, name: item.name, bytes: item.byteCount, reason: item.reason,
            gone: yes && !failures.contains { $0.item == item })
        })
    } else {
      for item in cleanup.items { Console.write("\(item.name): \(item.reason), \(item.byteCount) bytes") }
    }
    for failure in failures {
      Console.note("earshot: \(failure.item.name): cannot be taken away: \(failure.reason)")
    }
    if !output.quiet { note(cleanup.items, isDone: yes) }
    if !failures.isEmpty { throw ExitStatus.failed }
  }

  private func note(_ items: [RunsCleanup.Item], isDone: Bool) {
    let bytes = items.reduce(0) { $0 + $1.byteCount }
    let size = String(format: "%.1f MB", Double(bytes) / 1e6)
    Console.note(
      items.isEmpty
        ? "Nothing to take away."
        : isDone
          ? "\(items.count) taken away, \(size)."
          : "\(items.count) would go, \(size). Do it with: earshot gc -y")
  }

  private struct Document: Encodable {
    var kind: String
    var name: String
    var bytes: Int
    var reason: String
    var gone: Bool
  }
}
