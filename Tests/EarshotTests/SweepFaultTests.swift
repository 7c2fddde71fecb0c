import Foundation
import Glibc
import TestSupport
import Testing

/// A sweep whose controller or workers are killed, stopped or refused by the disk.
@Suite("earshot sweep: killed, stopped and refused", .tags(.crash))
struct SweepFaultTests {
  private static let groups = 3

  @Test(arguments: 0..<groups) func `a controller killed at any step is followed by one that ends alike`(
    group: Int
  ) throws {
    let ordeal = try SweepOrdeal()
    let traced = try ordeal.start(in: "Traced", failing: "trace").wait(timeout: 180)
    let pointCount = traced.messages.split(separator: "\n").count { $0.hasPrefix("failure point") }
    #expect(pointCount > 20)
    let killCount = Soak.isOn ? pointCount : 12
    var trials = 0
    for kill in stride(from: group, to: killCount, by: Self.groups) {
      // The last points are not passed where the time is noted less often.
      let point = 1 + kill * (pointCount - 4) / killCount
      let killed = try ordeal.start(in: "Killed\(kill)", failing: "kill@\(point)").wait(timeout: 180)
      #expect(killed.status == 137, "point \(point): \(killed.messages)")
      try ordeal.expectRecovery(in: "Killed\(kill)", "killed at point \(point)")
      ordeal.clear("Killed\(kill)")
      trials += 1
    }
    Soak.tell("\(trials) controllers of a sweep killed, of \(pointCount) steps")
  }

  @Test func `a worker that is killed takes one trial with it, which goes on with another`() throws {
    let ordeal = try SweepOrdeal()
    let sweep = try ordeal.start(in: "Runs", workersFailing: "stop@synchronize:9")
    kill(try SweepOrdeal.stoppedWorker(of: sweep), SIGKILL)
    // The one that takes its place stops there too.
    let second = try SweepOrdeal.stoppedWorker(of: sweep)
    kill(second, SIGCONT)
    let ending = try sweep.wait(timeout: 180)
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(ending.messages.contains("is tried again: worker"), "\(ending.messages)")
    #expect(try SweepOrdeal.results(in: "Runs", on: ordeal.bench) == ordeal.results)
    try ordeal.expectRecovery(in: "Runs", "nothing is left to do")
  }

  @Test func `a sweep that is interrupted saves what it has, and goes on where it was`() throws {
    let ordeal = try SweepOrdeal()
    let sweep = try ordeal.start(in: "Runs", workersFailing: "stop@synchronize:20")
    let worker = try SweepOrdeal.stoppedWorker(of: sweep)
    let other = try ordeal.start(in: "Runs").wait()
    #expect(other.status == 75, "one controller at a time: \(other.messages)")
    #expect(other.messages.contains("another process (\(sweep.number)) is at it"))
    sweep.send(SIGINT)
    try sweep.wait(untilMessagesHold: "Stopping")
    kill(worker, SIGCONT)
    let ending = try sweep.wait(timeout: 180)
    #expect(ending.status == 130, "\(ending.messages)")
    #expect(ending.messages.contains("Go on with: earshot sweep resume small"))
    try ordeal.expectRecovery(in: "Runs", "interrupted")
  }

  @Test func `workers end with a controller that is killed, their runs saved`() throws {
    let ordeal = try SweepOrdeal()
    let sweep = try ordeal.start(in: "Runs", workersFailing: "stop@synchronize:20")
    let worker = try SweepOrdeal.stoppedWorker(of: sweep)
    sweep.send(SIGKILL)
    try sweep.wait()
    kill(worker, SIGCONT)
    let deadline = Date(timeIntervalSinceNow: 60)
    while kill(worker, 0) == 0, Date() < deadline { usleep(2_000) }
    #expect(kill(worker, 0) != 0, "it has ended by itself")
    try ordeal.expectRecovery(in: "Runs", "controller killed")
  }

  @Test(
    arguments: [
      (nil, "ENOSPC@write:1+"), (nil, "ENOSPC@write:9+"), (nil, "EIO@synchronize:5+"),
      (nil, "ENOSPC@commit:6+"),
      (nil, "ENOSPC@rename:7"), ("ENOSPC@commit:1+", nil), ("ENOSPC@commit:6+", nil), ("EIO@commit:9", nil),
    ] as [(String?, String?)])
  func `where the disk refuses the sweep stops in words, and goes on when there is room`(
    plan: String?, workerPlan: String?
  ) throws {
    let ordeal = try SweepOrdeal()
    let refused = try ordeal.start(in: "Runs", failing: plan, workersFailing: workerPlan).wait(timeout: 180)
    let comment = "\(plan ?? "-") \(workerPlan ?? "-")"
    #expect(refused.status == 1, "\(comment): \(refused.messages)")
    let reasons = ["No space left on device", "Input/output error"]
    #expect(reasons.contains { refused.messages.contains($0) }, "\(comment): \(refused.messages)")
    try ordeal.expectRecovery(in: "Runs", comment)
  }

  @Test func `a trial that diverges and one that does not fit fail by themselves`() throws {
    // Either kernel fits by itself; both together are longer than the features.
    let ordeal = try SweepOrdeal(
      experiment: "deep",
      space: """
        { "model.layers.first.kernelSize": { "type": "integer", "low": 3, "high": 100, "step": 97 },
          "model.layers.second.kernelSize": { "type": "integer", "low": 3, "high": 100, "step": 97 },
          "training.optimizer.learningRate": { "type": "choice", "values": [0.003, 1e30] } }
        """, sampler: #"{ "type": "grid" }"#, trials: 8)
    let failed = ordeal.results.filter { $0.contains(" failed ") }
    #expect(ordeal.results.count == 8 && failed.count >= 3, "\(ordeal.results)")
    let killed = try ordeal.start(in: "Runs", failing: "kill@17").wait(timeout: 180)
    #expect(killed.status == 137)
    try ordeal.expectRecovery(in: "Runs", "with failed trials")
    let status = try ordeal.bench.earshot("sweep", "status", "small", "--runs", "Runs")
    #expect(
      status.output.contains("diverged") && status.output.contains("model.layers.second"), "\(status.output)")
  }

  @Test func `pruned trials stay pruned, and what is left of others goes on`() throws {
    let ordeal = try SweepOrdeal(
      #""pruner": { "type": "asha", "minimumEpochs": 1, "reductionFactor": 2 }"#)
    #expect(ordeal.results.contains { $0.contains(" pruned ") }, "\(ordeal.results)")
    for point in [13, 25, 37] {
      let killed = try ordeal.start(in: "Killed\(point)", failing: "kill@\(point)").wait(timeout: 180)
      #expect(killed.status == 137)
      try ordeal.expectRecovery(in: "Killed\(point)", "killed at point \(point)")
    }
  }
}
