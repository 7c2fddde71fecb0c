import Foundation
import Testing

@Suite("The feature cache, shared and killed", .serialized)
struct FeatureCacheCrashTests {
  @Test func `processes that fill one cache at once, some killed, leave no torn entry`() throws {
    let bench = try Workbench()
    let undisturbed = try bench.train("--seeds", "1", "--runs", "Alone")
    let expected = try bench.weightsDigest(of: #require(undisturbed.first).name, in: "Alone")
    let entries = try bench.cachedFeatures()
    for round in 0..<3 {
      try FileManager.default.removeItem(at: bench.url.appending(path: "cache"))
      // One stops itself at its fifth new file, in the middle of the entry, and is killed there.
      let killed = try bench.start(
        ["run", "tiny", "--corpus", "tones", "--runs", "Killed\(round)"],
        environment: ["EARSHOT_FAILURE": "stop@write:\(3 + 4 * round)"])
      try killed.wait(untilMessagesHold: "failure point \(3 + 4 * round): write")
      let others = try (0..<2).map {
        try bench.start(
          ["run", "tiny", "--corpus", "tones", "--seeds", "1", "--runs", "Runs\(round)\($0)", "--json"])
      }
      for (index, other) in others.enumerated() {
        let ending = try other.wait()
        #expect(ending.status == 0, "\(ending.messages)")
        let run = try #require(
          try JSONDecoder().decode([RunEntry].self, from: Data(ending.output.utf8)).first)
        #expect(try bench.weightsDigest(of: run.name, in: "Runs\(round)\(index)") == expected)
      }
      killed.send(SIGKILL)
      _ = try killed.wait()
      // What is read afterwards is what the undisturbed process had computed.
      let again = try bench.train("--seeds", "1", "--runs", "Again\(round)")
      #expect(try bench.weightsDigest(of: #require(again.first).name, in: "Again\(round)") == expected)
      let whole = try bench.cachedFeatures().filter { !$0.contains(".tmp") }
      #expect(whole == entries)
    }
  }
}
