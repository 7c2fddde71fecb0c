import Foundation
import Glibc
public import RunStore

/// Gives trials to processes of this machine, so that a crash takes one trial and not the sweep.
///
/// A process is started when there is something for it, and takes one trial after another. Checked in
/// `LocalLauncherTests`.
public final class LocalLauncher: TrialLauncher {
  /// How a worker is started.
  public struct Command: Sendable {
    /// The executable's path.
    public var program: String
    /// What follows its name.
    public var arguments: [String]
    /// Its whole environment.
    public var environment: [String: String]

    /// `program` with these arguments, in this process' environment.
    ///
    /// Failures that a test plans for this process (`EARSHOT_FAILURE`) are not the workers', whose are planned by
    /// `EARSHOT_WORKER_FAILURE`.
    public init(program: String, arguments: [String]) {
      self.program = program
      self.arguments = arguments
      environment = ProcessInfo.processInfo.environment
      environment["EARSHOT_FAILURE"] = environment.removeValue(forKey: "EARSHOT_WORKER_FAILURE")
    }
  }

  /// Milliseconds that ``waitForEvents()`` waits at most: so long a wish to stop may go unseen.
  private static let patience: Int32 = 200

  private let workerCount: Int
  private let command: Command
  private var workers: [WorkerProcess] = []
  private var isStopping = false

  /// A launcher of at most `workerCount` processes at once, at least 1.
  public init(workerCount: Int, command: Command) {
    self.workerCount = max(1, workerCount)
    self.command = command
  }

  deinit { close() }

  /// Ends all workers, and returns when they have ended.
  public func close() {
    for worker in workers { worker.endInput() }
    for worker in workers { _ = worker.wait() }
    workers = []
  }

  public var freeSlotCount: Int {
    isStopping ? 0 : workerCount - workers.count { $0.task != nil }
  }

  public func submit(_ tasks: [TrialTask], as submission: SubmissionRecord?) throws {
    for task in tasks {
      let worker: WorkerProcess
      if let idle = workers.first(where: { $0.task == nil }) {
        worker = idle
      } else {
        worker = try WorkerProcess(command)
        workers.append(worker)
      }
      // One that no longer listens closes its output too, and is found out there.
      _ = worker.give(task)
    }
  }

  public func waitForEvents() throws -> [TrialEvent] {
    var polled = workers.map { pollfd(fd: $0.output, events: Int16(POLLIN), revents: 0) }
    let count = poll(&polled, nfds_t(polled.count), Self.patience)
    if count <= 0 { return [] }
    var events: [TrialEvent] = []
    for (worker, state) in zip(workers, polled) where state.revents != 0 {
      if let told = worker.readEvents() {
        for event in told {
          if case .ended(let trial, let attempt, _) = event, worker.task?.trial == trial,
            worker.task?.attempt == attempt
          {
            worker.task = nil
          }
          events.append(event)
        }
      } else {
        events += bury(worker)
      }
    }
    return events
  }

  /// Takes leave of a worker that has ended; tells of the task that it had.
  private func bury(_ worker: WorkerProcess) -> [TrialEvent] {
    workers.removeAll { $0 === worker }
    let how = worker.wait()
    guard let task = worker.task else { return [] }
    let ending = isStopping ? TrialEnding.interrupted : .lost(reason: "worker \(worker.number) \(how)")
    return [.ended(trial: task.trial, attempt: task.attempt, ending)]
  }

  /// None: the workers of a controller that is gone end with it.
  public func recover(_ tasks: [TrialTask]) throws -> [Int] { [] }

  public func stop() {
    isStopping = true
    for worker in workers { worker.endInput() }
  }
}
