/// Where a run is in its life.
public enum RunStatus: String, Codable, CaseIterable, Sendable {
  /// Declared, not begun.
  case queued
  /// Training in a live process.
  case running
  /// Every epoch done and stored.
  case completed
  /// Ended by an error of the machine or the files.
  case failed
  /// Ended by a loss that was not finite.
  case diverged
  /// Ended on request, with its state saved.
  case interrupted
  /// Ended by a sweep that saw no promise in it.
  case pruned
  /// Its process is gone without a word.
  case lost

  /// Whether a run in this state may go over to `next`.
  public func canBecome(_ next: RunStatus) -> Bool {
    switch self {
    case .queued: next == .running || next == .failed || next == .interrupted || next == .lost
    case .running: next != .queued && next != .running
    case .interrupted: next == .running || next == .pruned
    case .lost, .failed: next == .running
    case .completed, .diverged, .pruned: false
    }
  }
}
