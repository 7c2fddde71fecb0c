import Glibc

/// A step at which a disk may refuse, or a process may be killed, so that tests make it happen there.
///
/// Nothing happens unless a ``FailurePlan`` is in force: passing a point then costs one relaxed load. Checked in
/// `FailurePlanTests`; `docs/reliability.md` tells what is tested by it.
package enum FailurePoint: String, CaseIterable, Sendable {
  /// Before a file is created.
  case open
  /// Within the writing of a file: half of its bytes are there.
  case write
  /// Before a file's bytes are made to survive a power cut.
  case synchronize
  /// Before a new file takes the old one's name.
  case rename
  /// Before a folder's names are made to survive a power cut.
  case synchronizeFolder
  /// Before a transaction of the store is committed.
  case commit
  /// After it was.
  case committed

  /// Passes the point.
  ///
  /// - Parameters:
  ///   - subject: What is worked on, for the trace of points.
  ///   - partly: What is done of the step before it fails or the process is killed.
  /// - Returns: The error number with which the step is to fail; nil where it is to be done.
  package func pass(_ subject: @autoclosure () -> String, partly: () -> Void = {}) -> Int32? {
    guard FailurePlan.isInForce else { return nil }
    switch FailurePlan.outcome(of: self, subject: subject()) {
    case nil: return nil
    case .kill:
      partly()
      kill(getpid(), SIGKILL)
      // The signal is on its way to the whole process.
      while true { pause() }
    case .stop:
      raise(SIGSTOP)
      return nil
    case .fail(let code):
      partly()
      return code
    }
  }
}
