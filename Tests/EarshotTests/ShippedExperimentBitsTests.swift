import Foundation
import TestSupport
import Testing

/// What came after generation 6: features on a scale that is fitted to the folds that train, clips heard at several
/// speeds, windows in which several classes are heard at once.
@Suite("Shipped experiments: equal bits", .tags(.crash))
struct ShippedExperimentBitsTests {
  @Test(arguments: [
    ["gen7", "--corpus", "tones"], ["detector"] + SoundscapeBench.detectorSettings, ["scene"],
  ])
  func `for any number of threads, after a kill in the middle, and replayed`(experiment: [String]) throws {
    let soundscapes = try SoundscapeBench()
    let bench = soundscapes.bench
    let arguments = ["run"] + experiment + ["-S", "training.epochs=3", "-S", "training.batchSize=8"]
    let unbroken = try soundscapes.runs(arguments + ["--threads", "1"])[0].name
    let (weights, measures) = try (bench.weightsDigest(of: unbroken), bench.measures(of: unbroken))
    for way in [["--threads", "2"], ["--threads", "2", "--cache", "another"]] {
      let again = try soundscapes.runs(arguments + way)[0].name
      #expect(try bench.weightsDigest(of: again) == weights, "\(way)")
      #expect(try bench.measures(of: again) == measures, "\(way)")
    }

    // Two files declare the run; from then on each batch ends with a checkpoint.
    let killed = try bench.start(
      arguments + ["--runs", "Killed", "--checkpoint-every", "0"],
      environment: ["EARSHOT_FAILURE": "kill@rename:8"]
    ).wait()
    #expect(killed.status == 137, "\(killed.messages)")
    let run = try soundscapes.runs("runs", "list", "--runs", "Killed")[0].name
    let resumed = try bench.earshot("run", "--resume", run, "--runs", "Killed", "--threads", "2")
    #expect(resumed.status == 0, "\(resumed.messages)")
    let log = try String(contentsOf: bench.url.appending(path: "Killed/\(run)/log.jsonl"), encoding: .utf8)
    let starts = log.split(separator: "\n").filter { $0.contains("\"started\"") }
    #expect(
      starts.count == 2 && !starts[1].contains("\"epoch\":\"1\",\"event\":\"started\",\"step\":\"1\""),
      "\(log)")
    #expect(try bench.weightsDigest(of: run, in: "Killed") == weights)
    #expect(try bench.measures(of: run, in: "Killed") == measures)

    let replay = try bench.earshot("replay", run, "--runs", "Killed", "--threads", "2")
    #expect(replay.status == 0, "\(replay.messages)")
    #expect(replay.output.contains("3 epochs replayed, every bit equal."), "\(replay.output)")
    #expect(replay.output.contains("Final weights: equal, SHA-256 \(weights)"), "\(replay.output)")
  }
}
