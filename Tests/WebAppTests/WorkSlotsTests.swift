import HTTPTypes
import Synchronization
import Testing
import WebApp

@Suite("Work on uploads")
struct WorkSlotsTests {
  @Test("No more is done at once than there are slots, and all of it is done")
  func slots() async throws {
    let slots = WorkSlots(count: 2, queueLength: 100, seconds: 300)
    let state = Counts()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<20 {
        group.addTask {
          try await slots.perform {
            state.begin()
            try await Task.sleep(for: .milliseconds(2))
            state.end()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(state.done == 20)
    #expect(state.most <= 2)
  }

  @Test("Who finds the queue full, or waits too long, is told to come again")
  func refusal() async throws {
    for (queueLength, seconds) in [(0, 300.0), (1, 0.01)] {
      let slots = WorkSlots(count: 1, queueLength: queueLength, seconds: seconds)
      let (begun, beginning) = AsyncStream<Void>.makeStream()
      let (release, releasing) = AsyncStream<Void>.makeStream()
      let holder = Task {
        try await slots.perform {
          beginning.finish()
          for await _ in release {}
        }
      }
      for await _ in begun {}
      let refusal = await #expect(throws: Refusal.self) { try await slots.perform {} }
      #expect(refusal?.status == .serviceUnavailable)
      #expect(refusal?.fields[.retryAfter] != nil)
      releasing.finish()
      try await holder.value
      // The slot is free again.
      try await slots.perform {}
    }
  }

  @Test("Work that fails gives its slot back")
  func failure() async throws {
    struct Failure: Error {}
    let slots = WorkSlots(count: 1, queueLength: 0, seconds: 1)
    await #expect(throws: Failure.self) { try await slots.perform { throw Failure() } }
    try await slots.perform {}
  }

  private final class Counts: Sendable {
    private let counts = Mutex((running: 0, most: 0, done: 0))
    var most: Int { counts.withLock { $0.most } }
    var done: Int { counts.withLock { $0.done } }
    func begin() {
      counts.withLock {
        $0.running += 1
        $0.most = max($0.most, $0.running)
      }
    }
    func end() {
      counts.withLock {
        $0.running -= 1
        $0.done += 1
      }
    }
  }
}
