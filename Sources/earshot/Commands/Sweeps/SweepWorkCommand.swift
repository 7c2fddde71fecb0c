import ArgumentParser
import Datasets
import ExperimentRunner
import Foundation
import RunStore
import SweepRunner

/// `earshot sweep work`: a worker of a sweep on this machine, started by its controller.
struct SweepWorkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "work", abstract: "Trains trials that come as lines on standard input.",
    shouldDisplay: false)

  @Option var threads = 1
  @Option var checkpointEvery = RunSession.standardCheckpointInterval
  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var experimentOptions: ExperimentOptions
  @OptionGroup var cacheOptions: CacheOptions

  func run() throws {
    let stop = StopSignal()
    let service = WorkerService(stop: stop)
    service.serve {
      TrialWork(
        store: try RunStore.open(storeOptions.storeFile, access: .readWrite),
        runsFolder: storeOptions.runsFolder,
        corpora: CorpusLibrary(
          classFolder: experimentOptions.classFolder, cacheFolder: cacheOptions.folder),
        cache: FeatureCache(folder: cacheOptions.folder), threads: threads,
        checkpointInterval: checkpointEvery, stop: stop,
        report: { event in
          if case .warning(let message) = event { service.tell(.warning(message)) }
        })
    }
  }
}
