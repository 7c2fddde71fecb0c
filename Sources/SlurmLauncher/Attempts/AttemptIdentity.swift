/// Which of the attempts at a trial one is; later ones are greater.
///
/// Slurm may start a task again while its first copy still runs, and after a loss of its state even under the
/// same numbers: what tells copies apart is that a folder's name can be taken only once.
package struct AttemptIdentity: Hashable, Comparable {
  /// The number of the submission that the task belongs to.
  package var submission: Int
  /// How often Slurm had put the task back when it started: `SLURM_RESTART_COUNT`.
  package var restart: Int
  /// 1, or more where the name was taken.
  package var copy = 1

  /// The name of the attempt's folder.
  package var name: String { "attempt-\(submission)-\(restart)" + (copy > 1 ? "-\(copy)" : "") }

  package init(submission: Int, restart: Int, copy: Int = 1) {
    self.submission = submission
    self.restart = restart
    self.copy = copy
  }

  /// The attempt whose folder is called `name`; nil where that is another's name.
  package init?(name: String) {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.first == "attempt", (3...4).contains(parts.count) else { return nil }
    let numbers = parts.dropFirst().compactMap { Int($0) }
    guard numbers.count == parts.count - 1 else { return nil }
    self.init(submission: numbers[0], restart: numbers[1], copy: numbers.count > 2 ? numbers[2] : 1)
    if self.name != name { return nil }
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.submission, left.restart, left.copy) < (right.submission, right.restart, right.copy)
  }
}
