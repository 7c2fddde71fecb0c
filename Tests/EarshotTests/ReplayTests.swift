import Foundation
import Glibc
import Testing

@Suite("earshot replay and runs diff")
struct ReplayTests {
  /// What `replay --json` tells.
  private struct Replay: Decodable {
    struct Divergence: Decodable {
      var epoch: Int
      var metric: String
      var recordedBits: String
      var foundBits: String
    }
    struct Condition: Decodable {
      var condition: String
    }

    var isEqual: Bool
    var recordedEpochs: Int
    var equalEpochs: Int
    var divergence: Divergence?
    var weights: String
    var conditions: [Condition]
    var keptAs: String?
  }

  private func replay(
    _ run: String, on bench: Workbench, _ more: [String] = [], status: Int32 = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Replay {
    let ending = try bench.start(["replay", run, "--json", "-q"] + more).wait()
    try #require(ending.status == status, "\(ending.messages)", sourceLocation: sourceLocation)
    return try JSONDecoder().decode(Replay.self, from: Data(ending.output.utf8))
  }

  @Test func `a run is replayed with equal bits, whatever its settings, and nothing is stored`() throws {
    let bench = try Workbench()
    let plain = try bench.train()[0]
    let other = try bench.train(
      "-S", "training.epochs=6", "-S", "model.layers.hidden.units=20", "--folds", "2", "--seeds", "7")[0]
    for run in [plain, other] {
      let replay = try replay(run.name, on: bench, ["--threads", "2"])
      #expect(replay.isEqual && replay.weights == "equal" && replay.conditions.isEmpty)
      #expect(replay.recordedEpochs == run.epochs && replay.equalEpochs == run.epochs)
    }
    #expect(try bench.listing().count == 2)
    let text = try bench.earshot("replay", plain.name)
    #expect(text.output.contains("4 epochs replayed, every bit equal."))
    #expect(text.output.contains("Final weights: equal, SHA-256 \(try bench.weightsDigest(of: plain.name))"))
  }

  @Test func `an interrupted run is compared as far as it came`() throws {
    let bench = try Workbench()
    let process = try bench.startStopping([
      "run", "tiny", "--corpus", "tones", "-S", "training.epochs=1500", "-S",
      "model.layers.hidden.units=600",
    ])
    process.send(SIGINT)
    try process.wait()
    let run = try #require(try bench.listing().first)
    let replay = try replay(run.name, on: bench)
    #expect(replay.isEqual && replay.weights == "notCompared")
    #expect(replay.recordedEpochs == run.epochs && replay.equalEpochs == run.epochs)
  }

  @Test func `a run that diverged diverges again at the same step`() throws {
    let bench = try Workbench()
    let ending = try bench.earshot(
      "run", "tiny", "--corpus", "tones", "-S", "training.optimizer.learningRate=1e30")
    #expect(ending.status == 1)
    let run = try #require(bench.runNames.first)
    #expect(try replay(run, on: bench).isEqual)
  }

  @Test func `other recordings are told beforehand, and the first epoch that differs with its bits`() throws {
    let bench = try Workbench()
    let run = try bench.train()[0].name
    let clip = bench.corpus.appending(path: "audio/1-1000-A-0.wav")
    try SmallCorpus.waveFile((0..<5_000).map { Int16($0 % 100 * 90) }).write(to: clip)
    let replay = try replay(run, on: bench, status: 1)
    #expect(!replay.isEqual && replay.equalEpochs == 0 && replay.weights == "notCompared")
    #expect(replay.conditions.map(\.condition) == ["corpusDigest"])
    let divergence = try #require(replay.divergence)
    #expect(divergence.epoch == 1 && divergence.recordedBits != divergence.foundBits)
    #expect(divergence.recordedBits.wholeMatch(of: /0x[0-9A-F]{16}/) != nil)
    let text = try bench.earshot("replay", run)
    #expect(text.messages.contains("Not as it was recorded: corpusDigest: the run had "))
    #expect(
      text.output.contains("parts from its recording in epoch 1 of 4; the conditions named above may be why.")
    )
    #expect(text.output.contains(divergence.foundBits))
  }

  @Test func `weights that are not those of the run are told`() throws {
    let bench = try Workbench()
    let run = try bench.train()[0].name
    let model = try String(contentsOf: bench.runs.appending(path: "\(run)/model.json"), encoding: .utf8)
    let digest = try bench.weightsDigest(of: run)
    try bench.write(
      model.replacingOccurrences(of: digest, with: String(digest.reversed())), to: "Runs/\(run)/model.json")
    let replay = try replay(run, on: bench, status: 1)
    #expect(replay.weights == "different" && replay.divergence == nil && !replay.isEqual)
  }

  @Test func `a replay that is kept is a run, and compares as one`() throws {
    let bench = try Workbench()
    let run = try bench.train()[0].name
    let replay = try replay(run, on: bench, ["--keep"])
    let kept = try #require(replay.keptAs)
    #expect(replay.isEqual && replay.equalEpochs == 4 && replay.weights == "equal")
    #expect(Set(try bench.listing().map(\.name)) == [run, kept])
    let difference = try bench.earshot("runs", "diff", run, kept)
    #expect(difference.status == 0)
    #expect(difference.output.contains("In the 4 epochs that both have, every bit is equal."))
  }

  @Test func `what cannot be replayed says why, and what to do`() throws {
    let bench = try Workbench()
    let run = try bench.train()[0].name
    let unknown = try bench.earshot("replay", "tinny")
    #expect(unknown.status == 2 && unknown.messages.contains("tinny"))
    let file = bench.runs.appending(path: "\(run)/experiment.json")
    let declared = try String(contentsOf: file, encoding: .utf8)
    try bench.write(
      declared.replacingOccurrences(of: "\"units\": 32", with: "\"units\": 33"),
      to: "Runs/\(run)/experiment.json")
    let changed = try bench.earshot("replay", run)
    #expect(
      changed.status == 2 && changed.messages.contains("that run \(run) was not recorded with"),
      "\(changed.messages)")
    try FileManager.default.removeItem(at: bench.runs.appending(path: run))
    let gone = try bench.earshot("replay", run)
    #expect(gone.status == 2 && gone.messages.contains("--runs"), "\(gone.messages)")
  }

  @Test func `two runs that differ in a setting are told apart by it, and by the first epoch`() throws {
    let bench = try Workbench()
    let one = try bench.train()[0].name
    let two = try bench.train("-S", "training.optimizer.learningRate=0.004")[0].name
    let text = try bench.earshot("runs", "diff", one, two)
    #expect(text.status == 0 && text.output.contains("training.optimizer.learningRate"))
    let json = try bench.earshot("runs", "diff", one, two, "--json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect((object["configuration"] as? [[String: Any]])?.count == 1)
    #expect((object["divergence"] as? [String: Any])?["epoch"] as? Int == 1)
    #expect(try bench.earshot("runs", "diff", one).status == 2)
  }
}
