import Foundation
import Testing

@Suite("earshot run: equal bits")
struct RunDeterminismTests {
  @Test func `threads, jobs, processes and the cache change no bit`() throws {
    let bench = try Workbench()
    let seeds = ["--seeds", "1..3"]
    let runs = try bench.train("--seeds", "1..3", "--threads", "1", "--jobs", "1")
    let digests = try runs.map { try bench.weightsDigest(of: $0.name) }
    let measures = try runs.map { try bench.measures(of: $0.name) }
    let ways = [
      ["--threads", "2", "--jobs", "1"], ["--threads", "1", "--jobs", "2"],
      ["--threads", "2", "--jobs", "2"], ["--cache", "another"],
    ]
    for way in ways {
      let ending = try bench.start(["run", "tiny", "--corpus", "tones", "--json"] + seeds + way).wait()
      try #require(ending.status == 0, "\(ending.messages)")
      let again = try JSONDecoder().decode([RunEntry].self, from: Data(ending.output.utf8))
      #expect(try again.map { try bench.weightsDigest(of: $0.name) } == digests, "\(way)")
      #expect(try again.map { try bench.measures(of: $0.name) } == measures, "\(way)")
    }
    #expect(Set(digests).count == 3, "each seed has weights of its own")
  }

  @Test func `normalised features of clips heard in several ways give equal bits, and a replay finds them`()
    throws
  {
    let bench = try Workbench()
    let settings = [
      "-S", #"frontEnd.normalization={"type":"corpus","clip":6}"#, "-S",
      """
      training.augmentation={"playbackSpeeds":[1,0.9,1.11],"copies":{"count":1,"roll":{"seconds":0.1},\
      "background":{"type":"clips","lowestRatio":5,"highestRatio":20},"gain":{"decibels":6}}}
      """,
    ]
    func train(_ way: [String]) throws -> String {
      let ending = try bench.start(["run", "tiny", "--corpus", "tones", "--json"] + settings + way).wait()
      try #require(ending.status == 0, "\(ending.messages)")
      return try JSONDecoder().decode([RunEntry].self, from: Data(ending.output.utf8))[0].name
    }
    let first = try train(["--threads", "1"])
    let digest = try bench.weightsDigest(of: first)
    for way in [["--threads", "2"], ["--cache", "another"]] {
      let again = try train(way)
      #expect(try bench.weightsDigest(of: again) == digest, "\(way)")
      #expect(try bench.measures(of: again) == bench.measures(of: first), "\(way)")
    }
    let replay = try bench.earshot("replay", first)
    #expect(replay.status == 0 && replay.output.contains("every bit equal"), "\(replay.output)")
    #expect(replay.output.contains("Final weights: equal, SHA-256 \(digest)"))
    let plain = try bench.train()[0]
    #expect(try bench.weightsDigest(of: plain.name) != digest)
  }

  @Test func `a run with damaged features in the cache gives the same bits`() throws {
    let bench = try Workbench()
    let first = try bench.train()[0]
    let cache = bench.url.appending(path: "cache")
    let files = try #require(FileManager.default.enumerator(at: cache, includingPropertiesForKeys: nil))
      .compactMap { $0 as? URL }.filter { !$0.hasDirectoryPath }
    #expect(!files.isEmpty)
    for (index, file) in files.enumerated() {
      let content = try Data(contentsOf: file)
      try (index.isMultiple(of: 2) ? content.prefix(content.count / 2) : Data(content.map { ~$0 }))
        .write(to: file)
    }
    let second = try bench.train()[0]
    #expect(try bench.weightsDigest(of: second.name) == bench.weightsDigest(of: first.name))
  }
}
