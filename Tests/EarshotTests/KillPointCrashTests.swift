import Foundation
import TestSupport
import Testing

/// A process killed at every kind of step that it takes on the disk, and at any time.
@Suite("earshot run: killed at every step", .tags(.crash))
struct KillPointCrashTests {
  /// Kills in all: 64, or 1000 in `make soak`.
  private static let killCount = Soak.isOn ? 1000 : 64
  private static let groups = 4

  @Test(arguments: 0..<groups)
  func `a run killed at any step loses nothing that it told, and ends with the same bits`(group: Int) throws {
    let ordeal = try Ordeal(settings: Soak.isOn ? ["training.epochs=24"] : [])
    let pointCount = try ordeal.pointCount()
    #expect(pointCount > 100)
    var (trials, lostEpochs) = (0, 0)
    for kill in stride(from: group, to: Self.killCount, by: Self.groups) {
      // The last points are passed after the end is stored, or not at all where commits were grouped otherwise.
      let point = 1 + kill * (pointCount - 8) / Self.killCount
      let folder = "Killed\(kill)"
      let killed = try ordeal.start(in: folder, failing: "kill@\(point)").wait()
      #expect(killed.status == 137, "point \(point): \(killed.messages)")
      let place = killed.messages.split(separator: "\n").last { $0.hasPrefix("failure point") } ?? "?"
      let stored = try ordeal.storedEpochs(in: folder)
      let acknowledged = Ordeal.acknowledged(by: killed)
      #expect(stored >= acknowledged, "\(place)")
      trials += 1
      lostEpochs += max(0, acknowledged - stored)
      try ordeal.expectRecovery(in: folder, "\(place)")
      ordeal.clear(folder)
    }
    Soak.tell("\(trials) kill points of \(pointCount), \(lostEpochs) acknowledged epochs lost")
  }

  @Test(arguments: 0..<(Soak.isOn ? 40 : 4))
  func `a run killed five times at any time ends with the same bits`(seed: Int) throws {
    let ordeal = try Ordeal(
      settings: ["training.epochs=400", "model.layers.hidden.units=300"], checkpointSeconds: "0.02")
    var random = LinearCongruentialGenerator(state: UInt64(seed))
    var acknowledged = 0
    for _ in 0..<5 {
      let process = try ordeal.start(in: "Runs", ["--needed"])
      usleep(UInt32.random(in: 60_000...260_000, using: &random))
      process.send(SIGKILL)
      let killed = try process.wait()
      acknowledged = max(acknowledged, Ordeal.acknowledged(by: killed))
      #expect(try ordeal.storedEpochs(in: "Runs") >= acknowledged)
    }
    try ordeal.expectRecovery(in: "Runs", "seed \(seed), \(acknowledged) epochs acknowledged")
    Soak.tell("5 resumptions at any time")
  }
}
