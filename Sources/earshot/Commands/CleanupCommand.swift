import ArgumentParser
import Datasets
import ExperimentRunner
import Foundation
import RunStore

/// `earshot gc`: takes away what serves nothing any more.
struct CleanupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Takes away removed runs, orphaned folders, unfinished files and features long unused.",
    discussion: """
      Without -y it only says what would go: runs removed more than --days ago, with rows and folder, after which \
      earshot runs rm --undo cannot bring them back; folders of runs that the store does not know and that hold no rows; \
      files that a process did not live to finish; what a cluster's tasks have left of trials that have ended. Of the \
      cache of features it takes what was not used for the longest time, as far as the cache is larger than \
      --cache-size. What a process is using stays.
      """)

  @Option(help: ArgumentHelp("How long what was removed or left stays.", valueName: "days"))
  var days = 30

  @Flag(name: .shortAndLong, help: "Do it.")
  var yes = false

  @Flag(help: "Only say what would go: the default.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "What cached features may take up, such as 500MB (default: 10 GB). Given, gc needs no store.",
      valueName: "size"), transform: ByteSize.init(parsing:))
  var cacheSize: ByteSize?

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (0...36_500).contains(days) else {
      throw ValidationError("--days: found \(days); expected 0...36500.")
    }
    if yes && dryRun { throw ValidationError("--dry-run: found -y beside it; expected one of the two.") }
  }

  func run() throws {
    let runs = try runsCleanup()
    let limit = cacheSize ?? ByteSize(bytes: 10_000_000_000)
    let features = FeatureCacheCleanup(
      of: FeatureCache(folder: cacheOptions.folder), keeping: limit.bytes, at: Date())
    let failures = yes ? try runs?.perform() ?? [] : []
    let featureFailures = yes ? features.perform() : []
    var documents = (runs?.items ?? []).map { item in
      Document(
        kind: item.kind.rawValue, name: item.name, bytes: item.byteCount, reason: item.reason,
        gone: yes && !failures.contains { $0.item == item })
    }
    if features.entryCount > 0 {
      documents.append(
        Document(
          kind: "cachedFeatures", name: cacheOptions.folder.path, bytes: features.byteCount,
          reason: reason(of: features, limit: limit), gone: yes && featureFailures.isEmpty))
    }
    if output.json {
      try Console.write(json: documents)
    } else {
      for item in documents { Console.write("\(item.name): \(item.reason), \(item.bytes) bytes") }
    }
    for failure in failures {
      Console.note("earshot: \(failure.item.name): cannot be taken away: \(failure.reason)")
    }
    if let first = featureFailures.first {
      Console.note(
        "earshot: \(first.file.path): cannot be taken away: \(first.reason)"
          + (featureFailures.count > 1 ? "; nor can \(featureFailures.count - 1) others." : ""))
    }
    if !output.quiet { note(documents, isDone: yes) }
    if !failures.isEmpty || !featureFailures.isEmpty { throw ExitStatus.failed }
  }

  /// What goes of the runs; nil where there is no store and only the cache is asked about.
  private func runsCleanup() throws -> RunsCleanup? {
    do {
      let store = try yes ? storeOptions.openExisting() : storeOptions.open(.readOnly)
      return try RunsCleanup(
        runsFolder: storeOptions.runsFolder, store: store, at: Date(), keptDays: days)
    } catch {
      if cacheSize != nil, case RunStoreError.missing = error { return nil }
      throw error
    }
  }

  private func reason(of features: FeatureCacheCleanup, limit: ByteSize) -> String {
    let files = "\(features.entryCount) file\(features.entryCount == 1 ? "" : "s") of features"
    guard let lastUse = features.lastUse else { return "\(files), never finished" }
    let day = lastUse.formatted(.iso8601.year().month().day())
    return "\(files), last used on \(day) or before; \(limit) may stay"
  }

  private func note(_ items: [Document], isDone: Bool) {
    let size = ByteSize(bytes: items.reduce(0) { $0 + $1.bytes })
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
