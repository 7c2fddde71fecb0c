import Synchronization

/// Asks all runs of a process to stop at their next batch; set from anywhere, signal handlers included.
public final class StopSignal: Sendable {
  private let requested = Atomic(false)

  /// A signal that is not set.
  public init() {}

  /// Whether it is set.
  public var isSet: Bool { requested.load(ordering: .acquiring) }

  /// Sets it, for good; who sees it set sees all that was written before.
  public func set() { requested.store(true, ordering: .releasing) }
}
