import Datasets
import Foundation
import Synchronization

/// Trains runs, several at once, each on a thread of its own.
public enum RunScheduler {
  /// Trains the runs of `tasks` on `jobs` threads and returns how each ended, in the order of `tasks`.
  ///
  /// No run's result depends on `jobs`, on the order, or on the other runs. After a stop signal, and after
  /// a run that the machine or the store refused, no further run begins; those are absent from the result.
  ///
  /// - Parameter epochLimit: Epochs after which each run stops, as interrupted, its state saved; nil trains all of them
  ///   to their ends. A run that goes on later has the bits of one that never stopped.
  public static func perform(
    _ tasks: [RunTask], features: FeatureLibrary, session: RunSession, jobs: Int, epochLimit: Int? = nil
  ) -> [RunResult] {
    let state = Mutex(State(results: [RunResult?](repeating: nil, count: tasks.count)))
    let workers = (0..<min(max(1, jobs), max(1, tasks.count))).map { number in
      Worker(name: "run \(number + 1)") {
        while let index = state.withLock({ $0.take(of: tasks.count, isStopped: session.stop.isSet) }) {
          let run = tasks[index].run
          // Every run was planned before its features were computed.
          guard let table = features.table(for: run) else { continue }
          let execution = RunExecution(
            run: run, features: table, session: session, epochLimit: epochLimit)
          let result =
            switch tasks[index] {
            case .new: execution.perform()
            case .resumption(let resumption): execution.resume(resumption)
            }
          state.withLock { $0.note(result, at: index) }
          session.report(.ended(result))
        }
      }
    }
    for worker in workers { worker.wait() }
    return state.withLock { $0.results.compactMap(\.self) }
  }

  private struct State {
    var results: [RunResult?]
    var next = 0
    var hasFailed = false

    mutating func take(of count: Int, isStopped: Bool) -> Int? {
      guard next < count, !isStopped, !hasFailed else { return nil }
      defer { next += 1 }
      return next
    }

    mutating func note(_ result: RunResult, at index: Int) {
      results[index] = result
      if case .failed = result.status { hasFailed = true }
    }
  }
}

/// A thread that can be waited for.
private final class Worker: Sendable {
  private let done = DispatchSemaphore(value: 0)

  init(name: String, body: @escaping @Sendable () -> Void) {
    let thread = Thread { [done] in
      body()
      done.signal()
    }
    thread.name = name
    thread.stackSize = 8 << 20
    thread.start()
  }

  func wait() { done.wait() }
}
