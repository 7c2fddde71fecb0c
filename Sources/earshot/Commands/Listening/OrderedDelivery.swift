import Synchronization

/// Hands on what threads have made, in the order in which it was asked for.
final class OrderedDelivery<Value: Sendable>: Sendable {
  private let deliver: @Sendable (Int, Value) -> Void
  private let state = Mutex((next: 0, waiting: [Int: Value]()))

  /// Calls `deliver` with every value and its number, one at a time.
  init(_ deliver: @escaping @Sendable (Int, Value) -> Void) { self.deliver = deliver }

  /// Takes the value of `number`, and hands on it and those that waited for it, if none before it is missing.
  func take(_ value: Value, number: Int) {
    state.withLock {
      $0.waiting[number] = value
      while let ready = $0.waiting.removeValue(forKey: $0.next) {
        deliver($0.next, ready)
        $0.next += 1
      }
    }
  }
}
