import Dispatch
import Synchronization

/// Work on the items of a list, spread over threads.
package enum WorkerThreads {
  /// Calls `body` once for every index in `0..<count`, in any order, on `jobs` threads.
  ///
  /// - Parameters:
  ///   - count: Number of items.
  ///   - jobs: Threads; at least 1 is used, and no more than there are items.
  ///   - isCancelled: Asked before every item; true leaves out the rest.
  ///   - makeWorkspace: Makes what one thread keeps over its items.
  ///   - body: Does one item.
  package static func forEach<Workspace>(
    count: Int, jobs: Int, isCancelled: @Sendable () -> Bool = { false },
    makeWorkspace: @Sendable () -> Workspace, body: @Sendable (Workspace, Int) -> Void
  ) {
    guard count > 0 else { return }
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(max(1, jobs), count)) { _ in
      let workspace = makeWorkspace()
      while !isCancelled() {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        body(workspace, index)
      }
    }
  }

  /// Returns `transform` of every index in `0..<count`, in order.
  package static func map<Result: Sendable>(
    count: Int, jobs: Int, progress: @Sendable (_ done: Int, _ total: Int) -> Void,
    transform: @Sendable (Int) -> Result
  ) -> [Result] {
    let state = Mutex((results: [Result?](repeating: nil, count: count), done: 0))
    forEach(count: count, jobs: jobs, makeWorkspace: {}) { _, index in
      let result = transform(index)
      // Called under the lock, progress never runs backwards.
      state.withLock {
        $0.results[index] = result
        $0.done += 1
        progress($0.done, count)
      }
    }
    return state.withLock { $0.results.compactMap(\.self) }
  }
}
