/// Where a trial is in its life.
public enum TrialStatus: String, Codable, CaseIterable, Sendable {
  /// Asked for, and with no worker.
  case waiting
  /// With a worker, or on its way to one.
  case running
  /// At the end of a stage, before it is decided whether it goes on.
  case paused
  /// All of its runs are done.
  case completed
  /// Given up at the end of a stage.
  case pruned
  /// It cannot be trained, or its loss was not finite.
  case failed

  /// Whether nothing more is done of it.
  public var isEnd: Bool { self == .completed || self == .pruned || self == .failed }

  /// Whether a trial in this state may go over to `next`.
  public func canBecome(_ next: TrialStatus) -> Bool {
    switch self {
    case .waiting: next == .running || next.isEnd
    case .running: next == .waiting || next == .paused || next.isEnd
    case .paused: next == .running || next.isEnd
    case .failed: next == .waiting
    case .completed, .pruned: false
    }
  }
}
