/// What `scontrol show config` says of a cluster's limits; they differ by site.
public struct SlurmLimits: Hashable, Sendable {
  /// Tasks of one array at most. `MaxArraySize` is one more than the greatest number that a task may have.
  public var arrayTaskCount: Int
  /// Jobs, among them every task of an array, that the cluster keeps at once.
  public var jobCount: Int

  /// Reads lines such as `MaxArraySize            = 1001`; Slurm's own defaults stand for what is missing.
  package init(configuration: String) {
    func number(_ name: String, default standard: Int) -> Int {
      for line in configuration.split(separator: "\n") {
        let parts = line.split(separator: "=", maxSplits: 1)
        if parts.count == 2, parts[0].trimmed == name, let value = Int(parts[1].trimmed) { return value }
      }
      return standard
    }
    arrayTaskCount = max(1, number("MaxArraySize", default: 1001) - 1)
    jobCount = max(1, number("MaxJobCount", default: 10_000))
  }
}

extension Substring {
  fileprivate var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
