import ArgumentParser
import Datasets
import ExperimentSchema
import Foundation
import RunStore

/// Where runs are kept.
struct StoreOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder that holds a folder for each run.", valueName: "dir"))
  var runs = "Runs"

  @Option(help: ArgumentHelp("The database of runs (default: <runs>/earshot.sqlite).", valueName: "file"))
  var store: String?

  var runsFolder: URL { URL(filePath: runs) }
  var storeFile: URL { store.map { URL(filePath: $0) } ?? runsFolder.appending(path: "earshot.sqlite") }

  /// Opens the store; one that an older earshot wrote is brought up to date first, where it may be written.
  func open(_ access: RunStore.Access) throws -> RunStore {
    do {
      return try RunStore.open(storeFile, access: access)
    } catch {
      guard case .olderSchema = error, (try? RunStore.open(storeFile, access: .readWrite)) != nil else {
        throw error
      }
      return try RunStore.open(storeFile, access: access)
    }
  }

  /// Opens the store that is there for writing: a command that changes runs makes no empty store.
  func openExisting() throws -> RunStore {
    _ = try open(.readOnly)
    return try open(.readWrite)
  }
}

/// Where declared experiments and class lists are.
struct ExperimentOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder of declared experiments.", valueName: "dir"))
  var experiments = "Experiments"

  var folder: URL { URL(filePath: experiments) }
  var classFolder: URL { folder.appending(path: "classes") }

  /// The history and the experiments that it lists.
  func history() throws(ExperimentError) -> (History, [Experiment]) {
    let catalog = ExperimentCatalog(folder: folder)
    let history = try ExperimentDecoder.history(at: catalog.historyFile)
    let experiments = try history.experiments.map { name throws(ExperimentError) in
      try ExperimentDecoder.experiment(at: catalog.file(of: name))
    }
    return (history, experiments)
  }

  /// The studies that `history` names.
  func studies(of history: History) throws(ExperimentError) -> [DeclaredStudy] {
    try history.studies.map { file throws(ExperimentError) in
      try ExperimentDecoder.study(at: folder.appending(path: file))
    }
  }
}

/// Where what can be computed again is kept.
struct CacheOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where features are kept (default: $XDG_CACHE_HOME/earshot, else ~/.cache/earshot).", valueName: "dir"))
  var cache: String?

  var folder: URL {
    if let cache { return URL(filePath: cache) }
    let environment = ProcessInfo.processInfo.environment
    // The XDG specification has relative paths ignored.
    if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") {
      return URL(filePath: base).appending(path: "earshot")
    }
    return FileManager.default.homeDirectoryForCurrentUser.appending(path: ".cache/earshot")
  }
}

/// How much is said.
struct OutputOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Say nothing but results and errors.")
  var quiet = false

  @Flag(help: "Print JSON.")
  var json = false
}
