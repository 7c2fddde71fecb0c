import Datasets
import Foundation
import Synchronization

/// Trains planned runs, several at once, each on a thread of its own.
public enum RunScheduler {
  /// Trains `runs` on `jobs` threads and returns how each ended, in the order of `runs`.
  ///
  /// No run's result depends on `jobs`, on the order, or on the other runs. After a stop signal, and after
  /// a run that the machine or the store refused, no further run begins; those are absent from the result.
  public static func perform(
    _ runs: [PlannedRun], features: FeatureLibrary, session: RunSession, jobs: Int
  ) -> [RunResult] {
    let state = Mutex(State(results: [RunResult?](repeating: nil, count: runs.count)))
    let workers = (0..<min(max(1, jobs), max(1, runs.count))).map { number in
      Worker(name: "run \(number + 1)") {
        while let index = state.withLock({ $0.take(of: runs.count, isStopped: session.stop.isSet) }) {
          // Every run was planned before its features were computed.
          guard let table = features.table(for: runs[index]) else { continue }
          let result = RunExecution(run: runs[index], features: table, session: session).perform()
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
