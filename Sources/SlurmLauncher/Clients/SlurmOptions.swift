/// What a sweep asks of a cluster for each of its tasks.
public struct SlurmOptions: Hashable, Sendable {
  /// The partition; nil for the cluster's default.
  public var partition: String?
  /// The time limit of a task as `sbatch --time` takes it, such as `30` (minutes) or `2:00:00`.
  public var time: String?
  /// The memory of a task as `sbatch --mem` takes it, such as `2G`.
  public var memory: String?
  /// Further options of `sbatch`, each one argument, handed on as they are.
  public var further: [String]
  /// Tasks under way at once; at least 1.
  public var taskCount: Int
  /// Trials that a task trains one after the other; at least 1.
  public var trialsPerTask: Int
  /// Threads of a task, and the processors that it asks for; at least 1.
  public var threads: Int

  /// Options of `sbatch` that the launcher sets itself.
  package static let reserved = [
    "--array", "--job-name", "--parsable", "--wrap", "--chdir", "--open-mode", "--output",
  ]
  /// The same as one letter.
  private static let reservedLetters = ["-a", "-J", "-D", "-o"]

  /// Seconds before the time limit at which a task is told to save.
  package static let warningSeconds = 60

  /// What is asked for.
  ///
  /// - Throws: ``SlurmError/optionReserved(option:)``.
  public init(
    partition: String? = nil, time: String? = nil, memory: String? = nil, further: [String] = [],
    taskCount: Int = 1, trialsPerTask: Int = 1, threads: Int = 1
  ) throws(SlurmError) {
    for option in further {
      let name = option.prefix { $0 != "=" }
      let isReserved =
        option.hasPrefix("--")
        // `sbatch` takes any beginning of a name that is one option's alone.
        ? Self.reserved.contains { $0 == name || (name.count > 4 && $0.hasPrefix(name)) }
        : Self.reservedLetters.contains { option.hasPrefix($0) }
      if isReserved || !option.hasPrefix("-") || option.count < 2 { throw .optionReserved(option: option) }
    }
    self.partition = partition
    self.time = time
    self.memory = memory
    self.further = further
    self.taskCount = taskCount
    self.trialsPerTask = trialsPerTask
    self.threads = threads
  }

  /// The options as arguments of `sbatch`; those of the user come last, so that they win.
  package var arguments: [String] {
    [
      "--nodes=1", "--ntasks=1", "--cpus-per-task=\(threads)", "--requeue", "--open-mode=append",
      "--signal=B:USR1@\(Self.warningSeconds)",
    ]
      + [partition.map { "--partition=\($0)" }, time.map { "--time=\($0)" }, memory.map { "--mem=\($0)" }]
      .compactMap(\.self) + further
  }
}
