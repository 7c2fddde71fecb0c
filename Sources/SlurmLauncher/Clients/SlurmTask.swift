/// A task of an array as `squeue` shows it: a hint, never the truth. Checked in `SlurmTaskTests`.
package struct SlurmTask: Hashable {
  /// The name of the job.
  package var jobName: String
  /// The task's number in its array.
  package var arrayIndex: Int
  /// The number of the array's job.
  package var job: Int
  /// What Slurm says that it does.
  package var state: State
  /// How it ended: an exit code, or 128 and a signal's number as a shell has it. 0 before its end.
  package var exitCode: Int
  /// How often it was put back and started anew.
  package var restartCount: Int
  /// Slurm's word for why it waits, or how it ended.
  package var reason: String

  /// What a task does.
  ///
  /// Source: squeue(1) of Slurm 22.05, job state codes; a state that is not known there is an end.
  package enum State: Hashable {
    /// It waits for a node, or is held on one.
    case pending
    /// It runs on a node, or is on its way there or from there.
    case running
    /// It is over, in this state of Slurm's.
    case ended(String)

    package init(_ name: Substring) {
      switch name {
      case "PENDING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "SPECIAL_EXIT", "RESV_DEL_HOLD", "SUSPENDED",
        "STOPPED":
        self = .pending
      case "RUNNING", "CONFIGURING", "COMPLETING", "STAGE_OUT", "SIGNALING", "RESIZING":
        self = .running
      default: self = .ended(String(name))
      }
    }
  }

  /// The columns asked of `squeue`, wide enough that none runs into the next. What may hold spaces comes
  /// last.
  package static let format =
    "Name:80,ArrayTaskID:12,ArrayJobID:14,State:20,exit_code:12,RestartCnt:12,Reason:80"

  /// The task of a line of that format; nil where it is none of an array.
  package init?(line: Substring) {
    let columns = line.split(separator: " ", maxSplits: 6)
    guard columns.count == 7, let arrayIndex = Int(columns[1]), let job = Int(columns[2]),
      let wait = Int(columns[4]), let restartCount = Int(columns[5])
    else { return nil }
    jobName = String(columns[0])
    self.arrayIndex = arrayIndex
    self.job = job
    state = State(columns[3])
    // Slurm shows what `wait` gave: the code in the high byte, a signal in the low one.
    exitCode = wait & 127 == 0 ? wait >> 8 : 128 + (wait & 127)
    self.restartCount = restartCount
    reason = columns[6].split(separator: " ").joined(separator: " ")
  }

  /// The task's place among all jobs, whichever number its job was given.
  var place: String { "\(jobName) \(arrayIndex)" }

  /// What Slurm's clients call the task.
  package var name: String { "\(job)_\(arrayIndex)" }

  /// Whether Slurm keeps it until somebody lets it go.
  package var isHeld: Bool { state == .pending && reason.lowercased().contains("held") }

  /// Whether it waits out the two minutes after a requeue, or after its node failed.
  package var isDelayed: Bool { state == .pending && restartCount > 0 && reason == "BeginTime" }

  /// Its end in words; empty where it has none.
  package var ending: String {
    guard case .ended(let name) = state else { return "" }
    return "Slurm says \(name)" + (exitCode == 0 ? "" : ", exit code \(exitCode)")
  }
}
