public import Foundation

extension SlurmTrialLauncher {
  /// What does not change.
  public struct Settings: Sendable {
    /// The folder that holds a folder for each run; on the disk that the nodes share.
    public var runsFolder: URL
    /// Where features are kept.
    public var cacheFolder: URL
    /// Where class lists are.
    public var classFolder: URL
    /// The program that tasks run.
    public var executable: String
    /// Seconds between two checkpoints of a run; no result depends on it.
    public var checkpointInterval: Double
    /// Seconds between two questions to Slurm.
    package var pollInterval = 2.0
    /// How patient the launcher is.
    package var patience = TaskPatience()

    /// Settings with which tasks run `executable`.
    public init(
      runsFolder: URL, cacheFolder: URL, classFolder: URL, executable: String, checkpointInterval: Double
    ) {
      self.runsFolder = runsFolder.absoluteURL.standardizedFileURL
      self.cacheFolder = cacheFolder.absoluteURL.standardizedFileURL
      self.classFolder = classFolder.absoluteURL.standardizedFileURL
      self.executable = executable
      self.checkpointInterval = checkpointInterval
    }
  }
}
