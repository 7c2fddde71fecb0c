/// The process that trains a run, told apart from any other that has had its number or will have it.
public struct RunOwner: Hashable, Sendable {
  /// The boot of the machine it lives in: `/proc/sys/kernel/random/boot_id`; not empty.
  public var bootID: String
  /// Its number; at least 1.
  public var processID: Int
  /// When it began, in clock ticks since the boot: field 22 of `/proc/<pid>/stat`; at least 0.
  public var startTime: Int

  /// The process `processID` of the boot `bootID`.
  public init(bootID: String, processID: Int, startTime: Int) {
    self.bootID = bootID
    self.processID = processID
    self.startTime = startTime
  }
}

/// Who claimed a run last, and by which number.
public struct RunClaim: Hashable, Sendable {
  /// The process that claimed it.
  public var owner: RunOwner
  /// The number of the newest claim: above that of every claim before. It is the owner's own until the run is
  /// abandoned, which raises it once more.
  public var fence: Int
}
