import ArgumentParser
import Datasets
import ExperimentRunner
import Foundation
import Glibc
import RunStore
import SlurmLauncher
import SweepRunner

/// `earshot sweep task`: a task of a job, started by Slurm on one of its nodes.
struct SweepTaskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task", abstract: "Trains the trials of one task of a job.", shouldDisplay: false)

  @Argument(help: ArgumentHelp("The job's tasks.json.", valueName: "file"))
  var file: String

  func run() throws {
    let interruption = Interruption(also: [SIGUSR1])
    interruption.saveFirst()
    let environment = ProcessInfo.processInfo.environment
    let task = try ArrayTask(file: URL(filePath: file), environment: environment)
    let ending = try task.perform(stop: interruption.stop, say: { Console.note($0) }) { task, place in
      try Self.work(place, stop: interruption.stop).perform(task)
    }
    switch ending {
    case .done: return
    case .refused(let reason):
      Console.note("earshot: \(reason)")
      throw ExitStatus.failed
    case .stopped where interruption.signal == SIGUSR1:
      Console.note("Saved before the time limit.")
      if let job = environment["SLURM_JOB_ID"] {
        // Where Slurm refuses, the sweep's controller submits the task again.
        try? SlurmClient(environment: environment).requeue(job: job)
      }
      throw ExitStatus.busy
    case .stoppedEmpty where interruption.signal == SIGUSR1:
      Console.note(
        "earshot: the time limit came before a step of training was done; expected time for more. Give a longer "
          + "--time.")
      throw ExitStatus.failed
    case .stopped, .stoppedEmpty: throw interruption.exitStatus ?? .failed
    }
  }

  private static func work(_ place: ArrayTask.Workplace, stop: StopSignal) throws -> TrialWork {
    TrialWork(
      store: try RunStore.open(place.storeFile, access: .readWrite), runsFolder: place.runsFolder,
      corpora: CorpusLibrary(classFolder: place.classFolder, cacheFolder: place.cacheFolder),
      cache: FeatureCache(folder: place.cacheFolder), threads: place.threads,
      checkpointInterval: place.checkpointInterval, stop: stop,
      report: { event in
        if case .warning(let message) = event { Console.note("warning: \(message)") }
      })
  }
}
