import Glibc
import Synchronization

/// Which ``FailurePoint`` is to go wrong, and how: written `kill@17`, `ENOSPC@write:3`, `EIO@synchronize:1+`.
///
/// `kill@17` ends the process by SIGKILL at the 17th point that it passes, `stop@17` stops it there, `ENOSPC@write:3` fails its third write as
/// on a full disk, and a plus lets every point from there on fail. `trace` tells of every point on standard error.
package struct FailurePlan: Hashable, Sendable {
  /// What happens at a point.
  package enum Outcome: Hashable, Sendable {
    /// The process is killed.
    case kill
    /// The process is stopped; once it is told to go on, the step is done.
    case stop
    /// The step fails with this error number.
    case fail(Int32)
  }

  /// What happens; nil where points are only told of.
  package var outcome: Outcome?
  /// The points that count; nil for all.
  package var point: FailurePoint?
  /// At which of them it happens, from 1.
  package var number: Int
  /// Whether it happens at every one after, too.
  package var isLasting: Bool

  /// The plan that `text` writes; nil where it is none.
  package init?(_ text: String) {
    if text == "trace" {
      (outcome, point, number, isLasting) = (nil, nil, 1, false)
      return
    }
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, let outcome = Self.outcomes[String(parts[0])] else { return nil }
    var place = parts[1].split(separator: ":", omittingEmptySubsequences: false)
    isLasting = place.last?.hasSuffix("+") == true
    if isLasting { place[place.count - 1].removeLast() }
    guard place.count <= 2, let number = place.last.flatMap({ Int($0) }), number >= 1 else { return nil }
    if place.count == 2 {
      guard let point = FailurePoint(rawValue: String(place[0])) else { return nil }
      self.point = point
    } else {
      point = nil
    }
    self.outcome = outcome
    self.number = number
  }

  /// How a plan begins.
  private static let outcomes: [String: Outcome] = [
    "kill": .kill, "stop": .stop, "ENOSPC": .fail(ENOSPC), "EIO": .fail(EIO), "EROFS": .fail(EROFS),
    "EDQUOT": .fail(EDQUOT),
  ]

  /// What is told of a text that is no plan.
  package static let expected =
    "trace, or kill, stop, ENOSPC, EIO, EROFS or EDQUOT, then @ and the number of a point, such as kill@17 or EIO@write:3+"
}

extension FailurePlan {
  private static let inForce = Atomic(false)
  private static let progress = Mutex((plan: FailurePlan?.none, passed: 0))

  /// Puts `plan` in force, for the whole process; nil ends it.
  package static func follow(_ plan: FailurePlan?) {
    progress.withLock { $0 = (plan, 0) }
    inForce.store(plan != nil, ordering: .releasing)
  }

  /// Whether any plan is in force.
  static var isInForce: Bool { inForce.load(ordering: .relaxed) }

  /// Counts `point` and returns what happens there.
  static func outcome(of point: FailurePoint, subject: String) -> Outcome? {
    progress.withLock { progress in
      guard let plan = progress.plan, plan.point ?? point == point else { return nil }
      progress.passed += 1
      let isStruck = progress.passed == plan.number || plan.isLasting && progress.passed > plan.number
      guard plan.outcome == nil || isStruck else { return nil }
      let line = "failure point \(progress.passed): \(point.rawValue) \(subject)\n"
      _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
      return plan.outcome
    }
  }
}
