import Foundation
import SlurmLauncher
import TestSupport
import Testing

@Suite("A stage under way on a cluster")
struct FlightTests {
  private let start = ContinuousClock.now
  private let folder: TemporaryFolder
  private let stage: StageFolder

  init() throws {
    folder = try TemporaryFolder()
    stage = StageFolder(sweepFolder: folder.url, trial: 1, epochs: nil)
  }

  private func flight() -> Flight {
    Flight(
      task: SlurmFixture.task(1), stage: stage, jobName: "earshot-x", arrayIndex: 0, submission: 1, at: start)
  }

  private func slurm(_ state: String, code: Int = 0) throws -> SlurmTask {
    try #require(SlurmTask(line: "earshot-x 0 1 \(state) \(code) 0 None"))
  }

  private func verdict(
    _ flight: inout Flight, _ task: SlurmTask?, after seconds: Double
  ) -> Flight.Verdict {
    flight.judge(task, at: start.advanced(by: .seconds(seconds)), patience: TaskPatience())
  }

  @Test func `goes on for as long as it waits`() throws {
    var flight = flight()
    #expect(verdict(&flight, try slurm("PENDING"), after: 1) == .goesOn)
    #expect(verdict(&flight, try slurm("PENDING"), after: 1e6) == .goesOn)
  }

  @Test func `whose process has ended is lost when no result is seen a little later`() throws {
    var flight = flight()
    #expect(verdict(&flight, try slurm("FAILED", code: 9), after: 10) == .goesOn)
    #expect(verdict(&flight, try slurm("FAILED", code: 9), after: 14) == .goesOn)
    #expect(
      verdict(&flight, try slurm("FAILED", code: 9), after: 16) == .lost("Slurm says FAILED, exit code 137"))
  }

  @Test func `that Slurm puts back goes on`() throws {
    var flight = flight()
    #expect(verdict(&flight, try slurm("FAILED"), after: 0) == .goesOn)
    #expect(verdict(&flight, try slurm("PENDING"), after: 30) == .goesOn)
    #expect(verdict(&flight, try slurm("FAILED"), after: 31) == .goesOn)
  }

  @Test func `that Slurm forgot goes on for as long as it gives signs of life`() throws {
    var flight = flight()
    let attempt = try stage.claim(AttemptIdentity(submission: 1, restart: 0))
    for beat in 0..<10 {
      try Data("beat \(beat)".utf8).write(to: attempt.heartbeatFile)
      let isAlive = flight.look(at: start.advanced(by: .seconds(15 * beat)))
      #expect(isAlive)
      #expect(verdict(&flight, nil, after: 15 * Double(beat)) == .goesOn)
    }
    let isAlive = flight.look(at: start.advanced(by: .seconds(150)))
    #expect(!isAlive)
    #expect(verdict(&flight, nil, after: 156) == .lost("Slurm does not know it any more"))
  }

  @Test func `that runs without a sign of life is silent`() throws {
    var flight = flight()
    #expect(verdict(&flight, try slurm("RUNNING"), after: 299) == .goesOn)
    guard case .silent = verdict(&flight, try slurm("RUNNING"), after: 301) else {
      Issue.record("expected silence")
      return
    }
  }
}
