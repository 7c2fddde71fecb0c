import ArgumentParser
import Foundation
import RunStore
import SlurmLauncher

/// Where a sweep's trials are trained.
enum LauncherChoice: String, ExpressibleByArgument, CaseIterable {
  /// On this machine.
  case local
  /// On a cluster, as jobs of Slurm's.
  case slurm
}

/// Whether trials are given to Slurm, and what is asked of it.
struct SlurmLaunchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Where trials are trained: local (the default), or slurm.", valueName: "launcher"))
  var launcher: LauncherChoice?

  @Option(help: ArgumentHelp("With slurm: trials that a task trains one after the other.", valueName: "n"))
  var trialsPerTask: Int?

  @Option(help: ArgumentHelp("With slurm: the partition (default: the cluster's).", valueName: "name"))
  var partition: String?

  @Option(
    help: ArgumentHelp(
      "With slurm: a task's time limit, such as 30 (minutes) or 2:00:00; a minute before it saves itself and goes on.",
      valueName: "time"))
  var time: String?

  @Option(help: ArgumentHelp("With slurm: a task's memory, such as 2G.", valueName: "size"))
  var memory: String?

  @Option(
    help: ArgumentHelp(
      "With slurm: an option of sbatch, handed on as it is. Repeatable.", valueName: "option"))
  var slurmOption: [String] = []

  func validate() throws {
    if let trialsPerTask, !(1...1000).contains(trialsPerTask) {
      throw ValidationError("--trials-per-task: found \(trialsPerTask); expected 1...1000.")
    }
    if launcher != .slurm, let misplaced = optionsOfSlurm.first {
      throw ValidationError(
        "\(misplaced): found it without --launcher slurm; expected both, since it is asked of a cluster. "
          + "Add --launcher slurm, or leave it out.")
    }
  }

  private var optionsOfSlurm: [String] {
    [
      trialsPerTask.map { _ in "--trials-per-task" }, partition.map { _ in "--partition" },
      time.map { _ in "--time" }, memory.map { _ in "--memory" },
      slurmOption.isEmpty ? nil : "--slurm-option",
    ].compactMap(\.self)
  }

  /// The cluster, asked before anything starts whether it is there and takes such tasks; nil where trials are
  /// trained here.
  ///
  /// - Parameters:
  ///   - tasks: Tasks under way at once.
  ///   - threads: Threads of a task.
  /// - Throws: `SlurmError`.
  func cluster(tasks: Int, threads: Int) throws -> SlurmCluster? {
    guard launcher == .slurm else { return nil }
    let options = try SlurmOptions(
      partition: partition, time: time, memory: memory, further: slurmOption, taskCount: tasks,
      trialsPerTask: trialsPerTask ?? 1, threads: threads)
    let client = try SlurmClient(environment: ProcessInfo.processInfo.environment)
    _ = try client.limits()
    try client.requireAcceptable(options)
    return SlurmCluster(client: client, options: options)
  }
}

/// A cluster that takes a sweep's tasks.
struct SlurmCluster {
  let client: SlurmClient
  let options: SlurmOptions

  /// What gives the trials of `sweep` to it.
  func launcher(
    of sweep: StoredSweep, in store: RunStore, storeOptions: StoreOptions,
    experimentOptions: ExperimentOptions, cacheOptions: CacheOptions, checkpointInterval: Double
  ) throws -> SlurmTrialLauncher {
    // The file itself: a name would lead elsewhere on another machine.
    let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return try SlurmTrialLauncher(
      client: client, options: options, sweep: sweep, store: store,
      settings: SlurmTrialLauncher.Settings(
        runsFolder: storeOptions.runsFolder, cacheFolder: cacheOptions.folder,
        classFolder: experimentOptions.classFolder, executable: executable,
        checkpointInterval: checkpointInterval))
  }
}
