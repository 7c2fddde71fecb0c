import HTTPTypes

/// How many uploads are worked on at once: as many as there are cores; some more wait, and the others are
/// told to come again.
///
/// Checked in `WorkSlotsTests`.
package actor WorkSlots {
  private let count: Int
  private let queueLength: Int
  private let seconds: Double
  private var taken = 0
  private var waiting: [(number: Int, continuation: CheckedContinuation<Bool, Never>)] = []
  private var nextNumber = 0

  /// Slots for `count` at once, at least 1; `queueLength` may wait, each at most `seconds`.
  package init(count: Int, queueLength: Int, seconds: Double) {
    self.count = max(1, count)
    self.queueLength = queueLength
    self.seconds = seconds
  }

  /// Does `work` in a slot.
  ///
  /// - Throws: ``Refusal`` where none came free in time; what `work` throws.
  package nonisolated func perform<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
    guard await take() else { throw Self.busy }
    do {
      let value = try await work()
      await release()
      return value
    } catch {
      await release()
      throw error
    }
  }

  private func take() async -> Bool {
    if taken < count {
      taken += 1
      return true
    }
    guard waiting.count < queueLength else { return false }
    let number = nextNumber
    nextNumber += 1
    let limit = Task {
      try? await Task.sleep(for: .seconds(seconds))
      if !Task.isCancelled { self.giveUp(number) }
    }
    defer { limit.cancel() }
    return await withCheckedContinuation { waiting.append((number, $0)) }
  }

  private func release() {
    guard waiting.isEmpty else {
      waiting.removeFirst().continuation.resume(returning: true)
      return
    }
    taken -= 1
  }

  private func giveUp(_ number: Int) {
    guard let index = waiting.firstIndex(where: { $0.number == number }) else { return }
    waiting.remove(at: index).continuation.resume(returning: false)
  }

  private static let busy = Refusal(
    status: .serviceUnavailable, found: "as many uploads as this machine can hear at once",
    expected: "a free turn",
    remedy: "Send it again in a few seconds.", fields: [.retryAfter: "5"])
}
