import SlurmLauncher
import TestSupport
import Testing

@Suite("What squeue shows of a task")
struct SlurmTaskTests {
  /// A line of Slurm 22.05.8, its columns as wide as they are asked for.
  private func line(
    index: String = "2", state: String, code: String = "0", restarts: String = "0", reason: String = "None"
  ) -> Substring {
    let columns = [
      ("earshot-x", 80), (index, 12), ("1", 14), (state, 20), (code, 12), (restarts, 12), (reason, 80),
    ]
    return Substring(columns.map { $0.padding(toLength: $1) }.joined())
  }

  @Test func `is read column by column`() throws {
    let task = try #require(SlurmTask(line: line(state: "FAILED", code: "768", reason: "NonZeroExitCode")))
    #expect(task.jobName == "earshot-x")
    #expect(task.name == "1_2")
    #expect(task.state == .ended("FAILED"))
    #expect(task.exitCode == 3)
    #expect(task.ending == "Slurm says FAILED, exit code 3")
  }

  @Test func `that was killed ends as a shell says it`() throws {
    let task = try #require(SlurmTask(line: line(state: "FAILED", code: "9", reason: "JobLaunchFailure")))
    #expect(task.exitCode == 137)
  }

  @Test(
    arguments: [
      ("PENDING", SlurmTask.State.pending), ("SUSPENDED", .pending), ("COMPLETING", .running),
      ("RUNNING", .running), ("TIMEOUT", .ended("TIMEOUT")), ("NODE_FAIL", .ended("NODE_FAIL")),
    ])
  func `is pending, running or over`(name: String, state: SlurmTask.State) throws {
    #expect(try #require(SlurmTask(line: line(state: name))).state == state)
  }

  @Test func `waits out a requeue, or is held`() throws {
    let requeued = line(state: "PENDING", restarts: "1", reason: "BeginTime")
    #expect(try #require(SlurmTask(line: requeued)).isDelayed)
    let asked = line(state: "PENDING", reason: "BeginTime")
    #expect(try !#require(SlurmTask(line: asked)).isDelayed)
    let held = line(state: "PENDING", reason: "launch failed requeued held")
    #expect(try #require(SlurmTask(line: held)).isHeld)
  }

  @Test(arguments: ["", "earshot-x 0", "earshot-x N/A 1 PENDING 0 0 None", "slurm_load_jobs error: no"])
  func `of no array is none`(line: String) {
    #expect(SlurmTask(line: Substring(line)) == nil)
  }
}

extension String {
  fileprivate func padding(toLength length: Int) -> String {
    self + String(repeating: " ", count: max(0, length - count))
  }
}
