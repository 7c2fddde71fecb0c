import Foundation
import TestSupport
import Testing

/// A disk that is full, or fails, at each kind of step.
@Suite("earshot run: on a disk that refuses", .tags(.crash))
struct FailingDiskCrashTests {
  /// A refusal: what the disk says, where, and whether it goes on refusing.
  private static let plans: [String] = {
    let steps = ["open", "write", "synchronize", "rename", "synchronizeFolder", "commit"]
    let everyChange = steps.flatMap { step in
      ["ENOSPC@\(step):1+", "ENOSPC@\(step):4", "EIO@\(step):2", "EIO@\(step):6+", "EDQUOT@\(step):5+"]
    }
    guard Soak.isOn else { return everyChange }
    // Every file that a run writes in so many steps, and the commits that every run makes.
    let more = steps.flatMap { step in (1...(step == "commit" ? 6 : 24)).map { "\(step):\($0)" } }
    return everyChange + more.flatMap { ["ENOSPC@\($0)", "ENOSPC@\($0)+", "EIO@\($0)", "EIO@\($0)+"] }
  }()
  private static let groups = 3

  @Test(arguments: 0..<groups)
  func `a run that the disk refuses fails in words, harms no earlier one, and succeeds with room`(group: Int)
    throws
  {
    let ordeal = try Ordeal()
    var trials = 0
    for plan in stride(from: group, to: Self.plans.count, by: Self.groups).map({ Self.plans[$0] }) {
      let earlier = try ordeal.start(in: "Runs", ["--json", "-S", "training.epochs=2"]).wait()
      try #require(earlier.status == 0, "\(earlier.messages)")
      let run = try JSONDecoder().decode([RunEntry].self, from: Data(earlier.output.utf8))[0].name
      let (files, measures) = try (Self.files(of: run, on: ordeal.bench), ordeal.bench.measures(of: run))

      let refused = try ordeal.start(in: "Runs", failing: plan).wait()
      #expect(refused.status == 1, "\(plan): \(refused.messages)")
      let reasons = ["No space left on device", "Input/output error", "Disk quota exceeded"]
      #expect(reasons.contains { refused.messages.contains($0) }, "\(plan): \(refused.messages)")
      let acknowledged = Ordeal.acknowledged(by: refused)
      let statuses = try ordeal.bench.listing().filter { $0.name != run }
      // Where not even the end could be stored, the run is lost to the next command.
      #expect(
        statuses.allSatisfy { ["failed", "running", "queued"].contains($0.status) }, "\(plan): \(statuses)")
      #expect((statuses.first?.epochs ?? 0) >= acknowledged, "\(plan)")

      #expect(try Self.files(of: run, on: ordeal.bench) == files, "\(plan): the earlier run's files")
      #expect(try ordeal.bench.measures(of: run) == measures, "\(plan): the earlier run's measures")
      // The earlier run goes first: the recovery counts completed ones.
      let again = try ordeal.start(in: "Runs", ["--needed", "--json", "-q"]).wait()
      #expect(again.status == 0, "\(plan): \(again.messages)")
      let ended = try JSONDecoder().decode([RunEntry].self, from: Data(again.output.utf8))
      #expect(ended.map(\.status) == ["completed"], "\(plan)")
      #expect(try ended.map { try ordeal.bench.weightsDigest(of: $0.name) } == [ordeal.weights], "\(plan)")
      ordeal.clear("Runs")
      trials += 1
    }
    Soak.tell("\(trials) refusals of the disk")
  }

  /// The content of every file of a run.
  private static func files(of run: String, on bench: Workbench) throws -> [String: Data] {
    let folder = bench.runs.appending(path: run)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return Dictionary(
      uniqueKeysWithValues: try names.map { ($0, try Data(contentsOf: folder.appending(path: $0))) })
  }

  @Test func `a plan of failures that is none is refused`() throws {
    let ending = try Workbench().earshot("runs", "list", environment: ["EARSHOT_FAILURE": "sometimes"])
    #expect(ending.status == 2)
    #expect(ending.messages.contains("EARSHOT_FAILURE: found \"sometimes\"; expected trace, or kill"))
  }

  @Test func `in a folder that may only be read nothing is trained, and what is there can be viewed`() throws
  {
    let bench = try Workbench()
    try bench.train()
    let (viewed, refused, empty) = try (
      asOrdinaryUser("runs list", on: bench), asOrdinaryUser("run tiny --corpus tones", on: bench),
      asOrdinaryUser("run tiny --corpus tones --runs Nothing", on: bench)
    )
    #expect(viewed.status == 0 && viewed.output.contains("completed"), "\(viewed.messages)")
    for ending in [refused, empty] {
      #expect(ending.status == 1, "\(ending.messages)")
      #expect(ending.messages.contains("Permission denied"), "\(ending.messages)")
      #expect(!ending.messages.contains("epoch 1/"), "nothing is trained")
    }
    #expect(try bench.listing().count == 1)
  }

  /// Runs earshot as a user whom the bench's folders do not let write.
  private func asOrdinaryUser(_ arguments: String, on bench: Workbench) throws -> EarshotProcess.Ending {
    let command =
      getuid() == 0
      ? "chmod -R a+rX,a-w Runs; exec setpriv --reuid 65534 --regid 65534 --clear-groups \"$0\" \(arguments)"
      : "chmod -R a-w Runs .; exec \"$0\" \(arguments)"
    defer { _ = try? Self.restoreRights(on: bench) }
    return try EarshotProcess(
      URL(filePath: "/bin/sh"), arguments: ["-c", command, EarshotProcess.executable.path], in: bench.url,
      environment: ["XDG_CACHE_HOME": "/nonexistent"]
    ).wait()
  }

  private static func restoreRights(on bench: Workbench) throws -> EarshotProcess.Ending? {
    chmod(bench.url.path, 0o755)
    return try EarshotProcess(
      URL(filePath: "/bin/chmod"), arguments: ["-R", "u+w", "."], in: bench.url
    ).wait()
  }
}
