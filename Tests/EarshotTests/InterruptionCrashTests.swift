import Foundation
import Glibc
import TestSupport
import Testing

/// A run that is stopped or killed, and what becomes of it.
@Suite("earshot run: interrupted, killed and resumed", .tags(.crash))
struct InterruptionCrashTests {
  /// Long enough to be caught in the middle: about a second.
  private static let long = [
    "run", "tiny", "--corpus", "tones", "-S", "training.epochs=1500", "-S", "model.layers.hidden.units=600",
  ]

  /// A bench on which the long run is disturbed.
  private struct Disturbance {
    let bench: Workbench
    /// The long run, with more settings.
    let arguments: [String]

    init(settings: [String] = []) throws {
      bench = try Workbench()
      arguments = InterruptionCrashTests.long + settings.flatMap { ["-S", $0] }
    }

    /// Starts the run and ends it by `signal` after some of its epochs are stored.
    func stop(by signal: Int32) throws -> (ending: EarshotProcess.Ending, run: String) {
      let before = bench.runNames
      let process = try bench.startStopping(arguments)
      process.send(signal)
      let ending = try process.wait()
      return (ending, try #require(bench.runNames.first { !before.contains($0) }))
    }

    func status(of run: String) throws -> String? {
      try bench.listing().first { $0.name == run }?.status
    }

    /// Checks that `run` ended with the bits of a run that nothing disturbed.
    func expectSameBits(_ run: String) throws {
      #expect(try status(of: run) == "completed")
      let before = bench.runNames
      let ending = try bench.start(arguments + ["-q"]).wait()
      try #require(ending.status == 0, "\(ending.messages)")
      let unbroken = try #require(bench.runNames.first { !before.contains($0) })
      #expect(try bench.weightsDigest(of: run) == bench.weightsDigest(of: unbroken))
      #expect(try bench.measures(of: run) == bench.measures(of: unbroken))
    }
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143), (SIGHUP, 129)] as [(Int32, Int32)])
  func `a run stopped by a signal goes on and ends with the bits of an unbroken one`(
    signal: Int32, status: Int32
  ) throws {
    let disturbance = try Disturbance()
    let bench = disturbance.bench
    let (ending, run) = try disturbance.stop(by: signal)
    #expect(ending.status == status, "\(ending.messages)")
    #expect(ending.messages.contains("earshot run --resume \(run)"))
    #expect(try disturbance.status(of: run) == "interrupted")
    let files = try FileManager.default.contentsOfDirectory(
      atPath: bench.runs.appending(path: run).path)
    #expect(
      files.sorted() == [
        "checkpoint.safetensors", "experiment.json", "lock", "log.jsonl", "provenance.json", "run.sqlite",
      ], "no weights yet, and nothing half-written")

    let resumed = try bench.earshot("run", "--resume", run, "-q")
    #expect(resumed.status == 0, "\(resumed.messages)")
    try disturbance.expectSameBits(run)

    let again = try bench.earshot("run", "--resume", run)
    #expect(again.status == 2)
    #expect(again.messages.contains("found status completed"))
  }

  @Test func `a run with momentum, an average, a cycle and mixup goes on with the same bits`() throws {
    let disturbance = try Disturbance(settings: [
      #"training.optimizer={"type":"sgd","learningRate":0.05,"momentum":0.9,"nesterov":true}"#,
      #"training.averaging={"type":"ema","decay":0.99}"#, #"training.schedule={"type":"oneCycle"}"#,
      #"training.gradientClipping={"type":"norm","threshold":1}"#, "training.regularization.mixup.alpha=0.3",
      "training.regularization.gain.decibels=3",
    ])
    let (ending, run) = try disturbance.stop(by: SIGINT)
    #expect(ending.status == 130, "\(ending.messages)")
    let resumed = try disturbance.bench.earshot("run", "--resume", run, "-q")
    #expect(resumed.status == 0, "\(resumed.messages)")
    try disturbance.expectSameBits(run)
  }

  @Test func `a run on normalised features of clips at three speeds goes on with the same bits`() throws {
    let disturbance = try Disturbance(settings: [
      #"frontEnd.normalization={"type":"corpus","clip":6}"#, "training.epochs=500",
      "training.augmentation.playbackSpeeds=[1,0.9,1.11]",
    ])
    let (ending, run) = try disturbance.stop(by: SIGINT)
    #expect(ending.status == 130, "\(ending.messages)")
    let resumed = try disturbance.bench.earshot("run", "--resume", run, "-q")
    #expect(resumed.status == 0, "\(resumed.messages)")
    try disturbance.expectSameBits(run)
  }

  @Test func `a killed run is lost at the next one, and goes on with the same bits`() throws {
    let disturbance = try Disturbance()
    let bench = disturbance.bench
    let (killed, run) = try disturbance.stop(by: SIGKILL)
    #expect(killed.status == 137)
    #expect(try disturbance.status(of: run) == "running", "nobody has looked yet")
    let next = try bench.earshot("run", "tiny", "--corpus", "tones", "-q")
    #expect(next.status == 0, "\(next.messages)")
    #expect(try disturbance.status(of: run) == "lost")
    // Killed before its first checkpoint was in place: it begins anew, over epochs that are stored.
    let resumed = try bench.earshot("run", "--resume", run, "-q")
    #expect(resumed.status == 0, "\(resumed.messages)")
    try disturbance.expectSameBits(run)
  }

  @Test func `a run killed after it went on begins at its checkpoint, behind the stored epochs`() throws {
    let disturbance = try Disturbance()
    let bench = disturbance.bench
    let (_, run) = try disturbance.stop(by: SIGINT)
    let resumption = try bench.startStopping(["run", "--resume", run], isNew: false)
    resumption.send(SIGKILL)
    try resumption.wait()
    let resumed = try bench.earshot("run", "--resume", run)
    #expect(resumed.status == 0, "\(resumed.messages)")
    #expect(!resumed.messages.contains("epoch 1/"), "the checkpoint was not used")
    try disturbance.expectSameBits(run)
  }

  @Test func `of two processes that resume one run the second is told to wait`() throws {
    let disturbance = try Disturbance()
    let bench = disturbance.bench
    let (_, run) = try disturbance.stop(by: SIGINT)
    let first = try bench.startStopping(["run", "--resume", run], isNew: false)
    let second = try bench.earshot("run", "--resume", run)
    #expect(second.status == 75, "\(second.messages)")
    #expect(second.messages.contains("another process (\(first.number)) is training it"))
    first.send(SIGCONT)
    #expect(try first.wait().status == 0)
    try disturbance.expectSameBits(run)
  }

  @Test func `of fifty processes that resume one run one trains it`() throws {
    let disturbance = try Disturbance()
    let (_, run) = try disturbance.stop(by: SIGINT)
    let racers = try (0..<50).map { _ in try disturbance.bench.start(["run", "--resume", run, "-q"]) }
    let endings = try racers.map { try $0.wait() }
    #expect(endings.count { $0.status == 0 } == 1)
    for ending in endings where ending.status != 0 {
      // Who comes only after the winner is done finds nothing left to do.
      let isLate = ending.status == 2 && ending.messages.contains("found status completed")
      #expect(ending.status == 75 || isLate, "\(ending.status): \(ending.messages)")
    }
    #expect(endings.contains { $0.status == 75 })
    try disturbance.expectSameBits(run)
  }

  @Test func `another folder of runs on the same store leaves a living run alone`() throws {
    let bench = try Workbench()
    let first = try bench.startStopping(Self.long)
    let elsewhere = try bench.earshot(
      "run", "tiny", "--corpus", "tones", "-q", "--runs", "Elsewhere", "--store", "Runs/earshot.sqlite")
    #expect(elsewhere.status == 0, "\(elsewhere.messages)")
    first.send(SIGCONT)
    let ending = try first.wait()
    #expect(ending.status == 0, "\(ending.messages)")
  }

  @Test func `a second signal ends the process at once, and the run goes on all the same`() throws {
    let disturbance = try Disturbance()
    let process = try disturbance.bench.startStopping(disturbance.arguments)
    process.send(SIGINT)
    try process.wait(untilMessagesHold: "Once more to stop at once.")
    process.send(SIGINT)
    #expect(try process.wait().status == 130)
    let rest = try disturbance.bench.start(disturbance.arguments + ["--needed", "-q"]).wait()
    #expect(rest.status == 0, "\(rest.messages)")
    try disturbance.expectSameBits(try #require(disturbance.bench.runNames.first))
  }

  @Test func `a hangup that was to be ignored is ignored`() throws {
    let bench = try Workbench()
    let command =
      "trap '' HUP; EARSHOT_FAILURE=stop@synchronize:3 exec \"$0\" \(Self.long.joined(separator: " ")) --checkpoint-every 0.05"
    let process = try EarshotProcess(
      URL(filePath: "/bin/sh"), arguments: ["-c", command, EarshotProcess.executable.path], in: bench.url,
      environment: ["XDG_CACHE_HOME": bench.url.appending(path: "cache").path])
    try process.wait(untilMessagesHold: "failure point 3: synchronize")
    process.send(SIGHUP)
    let ending = try process.wait()
    #expect(ending.status == 0, "\(ending.messages)")
  }

  @Test func `a signal while files are read ends the command at once`() throws {
    let bench = try Workbench()
    // A hole of this size takes longer to read than any test waits.
    let clip = bench.corpus.appending(path: "audio/1-1000-A-0.wav")
    try #require(truncate(clip.path, 4 << 40) == 0)
    let process = try bench.start(["run", "tiny", "--corpus", "tones"])
    usleep(400_000)
    process.send(SIGINT)
    #expect(try process.wait().status == 130)
    #expect(!FileManager.default.fileExists(atPath: bench.runs.path))
  }

  @Test func `a process that is stopped for a while keeps its run, and ends it with the same bits`() throws {
    let disturbance = try Disturbance()
    let bench = disturbance.bench
    let process = try bench.startStopping(disturbance.arguments)
    let run = try #require(bench.runNames.first)
    let resumed = try bench.earshot("run", "--resume", run)
    #expect(resumed.status == 75, "\(resumed.messages)")
    #expect(
      resumed.messages.contains("another process (\(process.number)) is training it"), "\(resumed.messages)")
    let needed = try bench.start(disturbance.arguments + ["--needed"]).wait()
    #expect(needed.status == 75, "\(needed.messages)")
    #expect(needed.messages.contains("1 of 1 runs is being trained by another process."))
    #expect(try disturbance.status(of: run) == "running", "a process that sleeps is not gone")
    process.send(SIGCONT)
    #expect(try process.wait().status == 0)
    try disturbance.expectSameBits(run)
  }

  @Test func `a folder that vanishes fails the run in words, and leaves the store whole`() throws {
    let bench = try Workbench()
    try bench.train("--seeds", "2")
    let before = bench.runNames
    let process = try bench.startStopping(Self.long)
    let run = try #require(bench.runNames.first { !before.contains($0) })
    try FileManager.default.removeItem(at: bench.runs.appending(path: run))
    process.send(SIGCONT)
    let ending = try process.wait()
    #expect(ending.status == 1, "\(ending.messages)")
    #expect(
      ending.messages.contains(
        "\(run)/checkpoint.safetensors: cannot rename the file: No such file or directory"))
    let statuses = try bench.listing().map { "\($0.seed) \($0.status)" }
    #expect(statuses == ["1 failed", "2 completed"])
  }

  @Test func `a signal while features are computed ends the command before any run`() throws {
    let bench = try Workbench()
    // 1280 clips to synthesize: some ten seconds.
    let process = try bench.start(["run", "tiny", "--corpus", "synthetic"])
    // The first clip's features are in the cache: the computation is under way.
    let features = bench.url.appending(path: "cache/earshot/features")
    for _ in 0..<24_000 where !FileManager.default.fileExists(atPath: features.path) { usleep(5_000) }
    process.send(SIGTERM)
    let ending = try process.wait()
    #expect(ending.status == 143, "\(ending.messages)")
    #expect(ending.messages.contains("1 run had not begun"))
    #expect(!FileManager.default.fileExists(atPath: bench.runs.path), "neither a store nor a folder")
  }

  @Test func `an interrupted command tells what had not begun`() throws {
    let bench = try Workbench()
    let process = try bench.startStopping(Self.long + ["--seeds", "1..3", "--jobs", "1"])
    process.send(SIGINT)
    let ending = try process.wait()
    #expect(ending.status == 130)
    #expect(ending.messages.contains("2 runs had not begun"))
    #expect(bench.runNames.count == 1)
  }

  @Test func `what finished runs answer does not count as left, and --needed does what is`() throws {
    let bench = try Workbench()
    let first = try bench.start(Self.long + ["-q"]).wait()
    try #require(first.status == 0, "\(first.messages)")
    let needed = Self.long + ["--seeds", "1..3", "--jobs", "1", "--needed"]
    let process = try bench.startStopping(needed)
    process.send(SIGINT)
    let ending = try process.wait()
    #expect(ending.status == 130)
    #expect(ending.messages.contains("1 run had not begun"), "\(ending.messages)")
    let rest = try bench.start(needed).wait()
    #expect(rest.status == 0, "\(rest.messages)")
    #expect(rest.messages.contains("1 of 3 runs is answered by finished ones."), "\(rest.messages)")
    #expect(rest.messages.contains("1 of 3 runs goes on where it was interrupted."), "\(rest.messages)")
    #expect(try bench.listing().map(\.status) == ["completed", "completed", "completed"])
  }

  @Test func `a run whose recordings have changed does not go on`() throws {
    let disturbance = try Disturbance()
    let bench = disturbance.bench
    let (_, run) = try disturbance.stop(by: SIGINT)
    let clip = bench.corpus.appending(path: "audio/1-1000-A-0.wav")
    try SmallCorpus.waveFile([Int16](repeating: 1000, count: 5_000)).write(to: clip)
    let resumed = try bench.earshot("run", "--resume", run)
    #expect(resumed.status == 2)
    #expect(resumed.messages.contains("not what it began with"))
    #expect(try disturbance.status(of: run) == "interrupted")
  }

  @Test func `a damaged checkpoint is named and nothing is trained on it`() throws {
    let disturbance = try Disturbance()
    let bench = disturbance.bench
    let (_, run) = try disturbance.stop(by: SIGINT)
    let checkpoint = bench.runs.appending(path: "\(run)/checkpoint.safetensors")
    let content = try Data(contentsOf: checkpoint)
    try content.prefix(content.count / 2).write(to: checkpoint)
    let resumed = try bench.earshot("run", "--resume", run)
    #expect(resumed.status == 1)
    #expect(resumed.messages.contains("\(run)/checkpoint.safetensors"))
    #expect(try disturbance.status(of: run) == "failed")
  }
}
