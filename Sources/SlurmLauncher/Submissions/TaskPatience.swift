/// How long a task of Slurm's is waited for, in seconds.
package struct TaskPatience: Hashable, Sendable {
  /// For a result after Slurm said that the task has ended: a file may take so long to be seen on another
  /// machine.
  package var afterEnd = 5.0
  /// For a sign of life of a task of which Slurm does not know: it may still run on a node that Slurm has
  /// given up. Several times the pause between two beats of ``Heartbeat``.
  package var afterLoss = 20.0
  /// For a sign of life of a task that runs, as Slurm says.
  package var silence = 300.0

  /// The standard patience.
  package init() {}
}
