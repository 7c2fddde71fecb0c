import Foundation
import SweepRunner
import Testing

@Suite("Local launcher: processes that take tasks")
struct LocalLauncherTests {
  private static func task(_ trial: Int) -> TrialTask {
    TrialTask(
      sweep: "small", trial: trial, attempt: 1, stageEpochs: nil, experiment: "{}", folds: nil,
      allowsRepeats: false)
  }

  /// A launcher whose workers are a shell's script.
  private func launcher(_ script: String, workers: Int = 1) -> LocalLauncher {
    LocalLauncher(
      workerCount: workers, command: LocalLauncher.Command(program: "/bin/sh", arguments: ["-c", script]))
  }

  /// The endings that come until there are `count`, by trial; a hang ends with what there was.
  private func endings(_ launcher: LocalLauncher, count: Int) throws -> [Int: TrialEnding] {
    var endings: [Int: TrialEnding] = [:]
    let deadline = Date(timeIntervalSinceNow: 60)
    while endings.count < count, Date() < deadline {
      for event in try launcher.waitForEvents() {
        if case .ended(let trial, _, let ending) = event { endings[trial] = ending }
      }
    }
    return endings
  }

  /// Answers each task as interrupted, with the trial's number taken from the line.
  private static let answering = """
    while read -r line; do
      trial=$(printf %s "$line" | sed 's/.*"trial":\\([0-9]*\\).*/\\1/')
      printf '{"ended":{"trial":%s,"attempt":1,"_2":{"interrupted":{}}}}\\n' "$trial"
    done
    """

  @Test func `what a worker answers is told, and the worker takes the next task`() throws {
    let launcher = launcher(Self.answering)
    for trial in 1...3 {
      #expect(launcher.freeSlotCount == 1)
      try launcher.submit([Self.task(trial)], as: nil)
      #expect(launcher.freeSlotCount == 0)
      #expect(try endings(launcher, count: 1) == [trial: .interrupted])
    }
  }

  @Test func `a worker that is gone loses its task, and another takes its place`() throws {
    let launcher = launcher("read -r line; kill -9 $$", workers: 2)
    try launcher.submit([Self.task(1), Self.task(2)], as: nil)
    let lost = try endings(launcher, count: 2)
    for trial in 1...2 {
      guard case .lost(let reason) = lost[trial] else {
        Issue.record("trial \(trial) ended as \(String(describing: lost[trial]))")
        continue
      }
      #expect(reason.hasSuffix("was ended by signal 9"))
    }
    #expect(launcher.freeSlotCount == 2)
    try launcher.submit([Self.task(3)], as: nil)
    #expect(try endings(launcher, count: 1)[3] != nil)
  }

  @Test func `to stop ends the workers' input, and tasks end as interrupted`() throws {
    let launcher = launcher("while read -r line; do :; done", workers: 2)
    try launcher.submit([Self.task(1), Self.task(2)], as: nil)
    launcher.stop()
    #expect(launcher.freeSlotCount == 0)
    #expect(try endings(launcher, count: 2) == [1: .interrupted, 2: .interrupted])
  }

  @Test func `no worker holds another's input open`() throws {
    let launcher = launcher("while read -r line; do :; done", workers: 3)
    try launcher.submit([Self.task(1), Self.task(2), Self.task(3)], as: nil)
    // Returns only when all have ended.
    launcher.close()
    #expect(launcher.freeSlotCount == 3 || launcher.freeSlotCount == 0)
  }

  @Test func `what is no event is told as a warning`() throws {
    let launcher = launcher("read -r line; echo hello; read -r line")
    try launcher.submit([Self.task(1)], as: nil)
    var warnings: [String] = []
    let deadline = Date(timeIntervalSinceNow: 60)
    while warnings.isEmpty, Date() < deadline {
      for event in try launcher.waitForEvents() {
        if case .warning(let text) = event { warnings.append(text) }
      }
    }
    #expect(warnings == ["a worker said: hello"])
  }

  @Test func `a program that is not there is told`() throws {
    let launcher = LocalLauncher(
      workerCount: 1, command: LocalLauncher.Command(program: "/nonexistent/earshot", arguments: []))
    #expect(throws: SweepError.workerUnusable(reason: "No such file or directory")) {
      try launcher.submit([Self.task(1)], as: nil)
    }
  }
}
