public import ExperimentRunner
import Foundation
import Glibc
import Synchronization

/// The worker's side of ``LocalLauncher``: takes tasks as lines on standard input and tells of them on standard output.
///
/// The end of its input asks it to save what it has and to end: whoever started it wants no more, or is gone.
public final class WorkerService: Sendable {
  private let tasks = Mutex<[TrialTask]>([])
  private let hasChanged = DispatchSemaphore(value: 0)
  private let stop: StopSignal
  private let output = Mutex(())

  /// A service that sets `stop` when its input ends.
  public init(stop: StopSignal) {
    self.stop = stop
  }

  /// Tells whoever started this process.
  public func tell(_ event: TrialEvent) {
    guard var line = try? JSONEncoder().encode(event) else { return }
    line.append(UInt8(ascii: "\n"))
    output.withLock { _ in
      line.withUnsafeBytes { bytes in
        var sent = 0
        while sent < bytes.count {
          let count = write(STDOUT_FILENO, bytes.baseAddress! + sent, bytes.count - sent)
          if count < 0 && errno == EINTR { continue }
          // Nobody listens: the end of the input is near.
          if count <= 0 { return }
          sent += count
        }
      }
    }
  }

  /// Hands one task after another to the work that `makeWork` gives, until the input ends.
  ///
  /// Where no work can be made the machine refuses, which is told of the tasks; it is tried again for each.
  public func serve(_ makeWork: () throws -> TrialWork) {
    var work: TrialWork?
    let reader = Thread { [self] in readTasks() }
    reader.name = "tasks"
    reader.start()
    while true {
      hasChanged.wait()
      guard let task = tasks.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return }
      if stop.isSet { return }
      tell(.started(trial: task.trial, attempt: task.attempt))
      let ending: TrialEnding
      do {
        let made = try work ?? makeWork()
        work = made
        ending = made.perform(task)
      } catch {
        ending = .refused(reason: "\(error)")
      }
      tell(.ended(trial: task.trial, attempt: task.attempt, ending))
    }
  }

  private func readTasks() {
    while let line = readLine() {
      guard let task = try? JSONDecoder().decode(TrialTask.self, from: Data(line.utf8)) else {
        tell(.warning("a line that is no task: \(line.prefix(80).debugDescription)"))
        continue
      }
      tasks.withLock { $0.append(task) }
      hasChanged.signal()
    }
    stop.set()
    hasChanged.signal()
  }
}
