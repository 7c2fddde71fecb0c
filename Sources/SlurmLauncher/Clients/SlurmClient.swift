import Foundation

/// Slurm as its command-line clients show it: what is there at every site, with every version and plugin.
///
/// Every call ends within ``timeoutSeconds``: without a controller to answer them the clients wait about 10
/// s, and on a network that swallows packets much longer. Checked in `SlurmClientTests` with recorded answers
/// of Slurm 22.05.8, and by `make integration` with Slurm itself.
public struct SlurmClient: Sendable {
  /// Seconds after which a call without an answer is given up.
  package static let timeoutSeconds = 30

  private let programs: [String: URL]
  private let environment: [String: String]

  /// The clients on the `PATH` of `environment`.
  ///
  /// - Throws: ``SlurmError/notInstalled(missing:)``.
  public init(
    environment: [String: String]
  ) throws(SlurmError) {
    let folders = (environment["PATH"] ?? "").split(separator: ":").map { URL(filePath: String($0)) }
    var programs: [String: URL] = [:]
    for name in ["sbatch", "squeue", "scontrol", "scancel", "timeout"] {
      programs[name] = folders.map { $0.appending(path: name) }
        .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }
    let missing = ["sbatch", "squeue", "scontrol", "scancel"].filter { programs[$0] == nil }
    guard missing.isEmpty else { throw .notInstalled(missing: missing) }
    self.programs = programs
    // A job inherits it: what is to go wrong in this process is not to go wrong in its tasks.
    self.environment = environment.filter { $0.key != "EARSHOT_FAILURE" }
  }

  // MARK: What the cluster allows

  /// The cluster's limits.
  ///
  /// - Throws: ``SlurmError/unreachable(client:message:)`` where its controller does not answer.
  public func limits() throws(SlurmError) -> SlurmLimits {
    SlurmLimits(configuration: try answer(of: "scontrol", ["show", "config"]))
  }

  /// Asks whether the cluster would take a task of `options`; nothing is submitted.
  ///
  /// - Throws: ``SlurmError/refused(client:message:)`` with Slurm's reason, or `unreachable`.
  public func requireAcceptable(_ options: SlurmOptions) throws(SlurmError) {
    _ = try answer(of: "sbatch", ["--test-only"] + options.arguments, input: "#!/bin/sh\n")
  }

  // MARK: Jobs

  /// Submits an array of tasks that each run `script`, and returns the job's number.
  ///
  /// - Parameters:
  ///   - script: A shell script; its task's number is `SLURM_ARRAY_TASK_ID`, from 0.
  ///   - name: The job's name, by which it is found again.
  ///   - indices: The numbers of the tasks, below the cluster's ``SlurmLimits/arrayTaskCount``.
  ///   - log: A pattern for the task's output, as `sbatch --output` takes it.
  ///   - options: What each task asks for.
  /// - Throws: ``SlurmError``; the job may nevertheless be there where no answer came.
  package func submit(
    _ script: String, name: String, indices: ClosedRange<Int>, log: String, options: SlurmOptions
  ) throws(SlurmError) -> Int {
    let text = try answer(
      of: "sbatch",
      [
        "--parsable", "--array=\(indices.lowerBound)-\(indices.upperBound)", "--job-name=\(name)",
        "--output=\(log)",
      ] + options.arguments,
      input: script)
    // Of several clusters: number;cluster.
    let number = text.prefix { $0.isASCII && $0.isNumber }
    guard let job = Int(number) else {
      throw .refused(
        client: "sbatch", message: "its answer \(text.debugDescription) begins with no job's number")
    }
    return job
  }

  /// The tasks of the jobs that are called one of `names`, also of those that ended a little while ago.
  ///
  /// - Throws: ``SlurmError/unreachable(client:message:)``: then nothing is known of them.
  package func tasks(ofJobsNamed names: [String]) throws(SlurmError) -> [SlurmTask] {
    var tasks: [SlurmTask] = []
    for start in stride(from: 0, to: names.count, by: Self.namesAtOnce) {
      let group = names[start..<min(start + Self.namesAtOnce, names.count)]
      let text = try answer(
        of: "squeue",
        [
          "--noheader", "--array", "--states=all", "--name=\(group.joined(separator: ","))",
          "--Format=\(SlurmTask.format)",
        ])
      tasks += text.split(separator: "\n").compactMap { SlurmTask(line: $0) }
    }
    return tasks
  }

  /// An argument of the system is at most 128 KiB long.
  private static let namesAtOnce = 500

  /// Lets a task that waits after a requeue start now: Slurm keeps it for two minutes.
  package func startNow(_ task: SlurmTask) throws(SlurmError) {
    _ = try answer(of: "scontrol", ["update", "jobid=\(task.name)", "StartTime=now"])
  }

  /// Lets go a task that Slurm holds since its launch failed.
  package func release(_ task: SlurmTask) throws(SlurmError) {
    _ = try answer(of: "scontrol", ["release", task.name])
  }

  /// Ends a task, whether it waits or runs.
  package func cancel(_ task: SlurmTask) throws(SlurmError) {
    _ = try answer(of: "scancel", [task.name])
  }

  /// Asks a running task to save itself and end.
  package func askToEnd(_ task: SlurmTask) throws(SlurmError) {
    _ = try answer(of: "scancel", ["--batch", "--signal=TERM", task.name])
  }

  /// Puts the running job `number` back among those that wait: for a task that has saved itself before its
  /// time limit.
  public func requeue(job number: String) throws(SlurmError) {
    _ = try answer(of: "scontrol", ["requeue", number])
  }

  // MARK: Calling

  private func answer(
    of client: String, _ arguments: [String], input: String = ""
  ) throws(SlurmError) -> String {
    guard let program = programs[client] else { throw .notInstalled(missing: [client]) }
    var command = ClientCommand(
      program: program, arguments: arguments, environment: environment, input: input)
    if let timeout = programs["timeout"] {
      command.program = timeout
      command.arguments = ["--kill-after=2", "\(Self.timeoutSeconds)", program.path] + arguments
    }
    let ending: ClientCommand.Ending
    do {
      ending = try command.call()
    } catch {
      throw .unreachable(client: client, message: "\(program.path) cannot be started: \(error)")
    }
    if ending.status == 0 { return ending.output }
    let message = ending.messages.replacing("\n", with: "; ")
    switch ending.status {
    case 124, 137: throw .unreachable(client: client, message: "it gave none")
    default:
      throw Self.isSilence(message)
        ? .unreachable(client: client, message: message)
        : .refused(client: client, message: message.isEmpty ? "exit code \(ending.status)" : message)
    }
  }

  /// Whether `message` tells that the controller could not be asked, rather than that it said no.
  private static func isSilence(_ message: String) -> Bool {
    [
      "Unable to contact slurm controller", "Socket timed out", "Connection refused",
      "Zero Bytes were transmitted",
      "Unable to establish", "Could not establish a configuration source", "communication",
      "Slurm backup controller in standby", "Slurm temporarily unable to accept job",
      "Resource temporarily unavailable",
    ].contains { message.localizedCaseInsensitiveContains($0) }
  }
}
