import DurableFiles
package import Foundation
package import SweepRunner

/// What a job's tasks read: all that they are to train, and where. Written before the job is submitted.
package struct SubmissionFile: Codable, Hashable {
  /// A trial that a task trains.
  package struct Entry: Codable, Hashable {
    package var task: TrialTask
    /// Ids of runs in the folder of runs that the trial can go on from, or that answer it.
    package var earlierRuns: [String]

    package init(task: TrialTask, earlierRuns: [String] = []) {
      self.task = task
      self.earlierRuns = earlierRuns
    }
  }

  /// What is the same for all tasks.
  package struct Settings: Codable, Hashable {
    /// The folder that holds a folder for each run; absolute, as all of these.
    package var runsFolder: String
    package var cacheFolder: String
    package var classFolder: String
    /// Threads of a task.
    package var threads: Int
    /// Seconds between two checkpoints of a run.
    package var checkpointInterval: Double

    package init(
      runsFolder: String, cacheFolder: String, classFolder: String, threads: Int, checkpointInterval: Double
    ) {
      self.runsFolder = runsFolder
      self.cacheFolder = cacheFolder
      self.classFolder = classFolder
      self.threads = threads
      self.checkpointInterval = checkpointInterval
    }
  }

  package var sweep: String
  /// The number of the submission in the controller's store.
  package var number: Int
  package var settings: Settings
  /// What each task trains, by its number in the array.
  package var tasks: [[Entry]]

  /// - Throws: `DurableFileError` or Foundation's error where it cannot be written.
  package func write(to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try DurableFile.write(try encoder.encode(self), to: file)
  }

  package init(sweep: String, number: Int, settings: Settings, tasks: [[Entry]]) {
    self.sweep = sweep
    self.number = number
    self.settings = settings
    self.tasks = tasks
  }

  /// - Throws: ``ArrayTaskError`` where it cannot be read.
  package init(from file: URL) throws(ArrayTaskError) {
    guard let content = FileManager.default.contents(atPath: file.path) else {
      throw .unreadable(file: file, found: "no file that can be read")
    }
    guard let decoded = try? JSONDecoder().decode(Self.self, from: content) else {
      throw .unreadable(file: file, found: "\(content.count) bytes that describe no job")
    }
    self = decoded
  }
}

/// Where a sweep keeps what it exchanges with its tasks: `<runs>/sweeps/<sweep>/`.
package struct ExchangeFolder {
  package let url: URL

  package init(runsFolder: URL, sweep: String) {
    url = runsFolder.absoluteURL.standardizedFileURL.appending(path: "sweeps/\(sweep)")
  }

  /// The stage of `task`.
  package func stage(of task: TrialTask) -> StageFolder {
    StageFolder(sweepFolder: url, trial: task.trial, epochs: task.stageEpochs)
  }

  /// The folder of submission `number`: its `tasks.json`, and a log for each task.
  package func submission(_ number: Int) -> URL {
    url.appending(path: "submissions/\(number / StageFolder.shardSize)/\(number)")
  }
}
