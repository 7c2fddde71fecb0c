import Foundation
import Testing

/// Recordings as their listeners bring them.
@Suite("earshot listen")
struct ListenCommandTests {
  private static let taxonomy = """
    {
      "scenes": [{ "name": "workshop", "title": "a workshop" }],
      "classes": [
        { "name": "hum", "scenes": ["workshop"], "suitability": "suitable" },
        { "name": "hiss", "scenes": ["workshop"], "suitability": "suitable" },
        { "name": "whistle", "scenes": ["workshop"], "suitability": "disturbing" }
      ]
    }
    """
  private static let settings = """
    { "window": { "duration": 0.25, "hop": 0.125 }, "thresholds": 0.5 }
    """

  /// A bench with a trained model of hums, hisses and whistles, and a recording of the three, a second each.
  private func trainedBench() throws -> (bench: Workbench, run: String) {
    let bench = try Workbench()
    try bench.write(Self.taxonomy, to: "Experiments/taxonomy.json")
    try bench.write(Self.settings, to: "Experiments/recognition.json")
    let run = try #require(try bench.train("-S", "training.epochs=40").first)
    try writeRecording(to: bench, named: "three.wav")
    return (bench, run.name)
  }

  private func writeRecording(to bench: Workbench, named name: String, seconds: Int = 3) throws {
    var random = LinearCongruentialGenerator(state: 7)
    let samples = (0..<seconds * SmallCorpus.sampleRate).map { index -> Int16 in
      let noise = Double.random(in: -1..<1, using: &random)
      let part = index / SmallCorpus.sampleRate % 3
      let frequency = part == 0 ? 300.0 : 2_200
      let tone = sin(2 * Double.pi * frequency * Double(index) / Double(SmallCorpus.sampleRate))
      return Int16(6_000 * (part == 1 ? noise : 0.6 * tone + 0.4 * noise))
    }
    try SmallCorpus.waveFile(samples).write(to: bench.url.appending(path: name))
  }

  private func objects(_ output: String) throws -> [[String: Any]] {
    try output.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  private func classes(_ object: [String: Any]) -> [String] {
    (object["events"] as? [[String: Any]] ?? []).compactMap { $0["class"] as? String }
  }

  @Test func `a trained run hears what it was trained on, by its name, its id and its folder`() throws {
    let (bench, run) = try trainedBench()
    for model in ["tiny", run, String(run.dropLast(3)), "Runs/\(run)"] {
      let ending = try bench.earshot("listen", "three.wav", "--model", model, "--json")
      try #require(ending.status == 0, "\(model): \(ending.messages)")
      let heard = try objects(ending.output)[0]
      #expect(classes(heard) == ["hum", "hiss", "whistle"], "\(ending.output)")
      #expect(heard["duration"] as? Double == 3 && heard["file"] as? String == "three.wav")
      #expect((heard["model"] as? [String: Any])?["run"] as? String == run)
      #expect((heard["suitability"] as? [String: Any])?["verdict"] as? String == "disturbing")
    }
    let played = try bench.earshot(
      "listen", "three.wav", "--model", "tiny", "--json", "--playback-gain", "-30")
    let judgement = try #require(try objects(played.output)[0]["suitability"] as? [String: Any])
    // Tone and noise of a fifth of full scale have some -20 dB.
    #expect((-60...(-40)).contains(judgement["loudness"] as? Double ?? 0), "\(played.output)")
    let page = try bench.earshot("listen", "three.wav", "--model", "tiny", environment: ["COLUMNS": "70"])
    #expect(page.output.hasPrefix("three.wav: 3.0 s\n"))
    #expect(page.output.contains("whistle") && page.output.contains("Scene: workshop 100 %"))
    #expect(page.output.split(separator: "\n").contains { $0.hasPrefix("whistle  ·") && $0.count == 70 })
    #expect(page.output.contains("of 12 clips of tones (fold 5) that it was not trained on"))
  }

  @Test func `of several recordings the others are heard where some cannot be`() throws {
    let (bench, _) = try trainedBench()
    try writeRecording(to: bench, named: "one.wav", seconds: 1)
    try bench.write("words", to: "words.wav")
    let ending = try bench.earshot(
      "listen", "three.wav", "words.wav", "absent.wav", "one.wav", "--jobs", "3", "--model", "tiny",
      "--format", "dcase")
    #expect(ending.status == 2)
    #expect(ending.messages.contains("words.wav: found no audio"))
    #expect(ending.messages.contains("absent.wav: cannot be opened"))
    let lines = ending.output.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    #expect(lines.map(\.first) == ["three.wav", "three.wav", "three.wav", "one.wav"], "\(ending.output)")
    #expect(lines.last?.last == "hum")
  }

  @Test func `standard input is heard, within its limit, and nothing is left of it`() throws {
    let (bench, _) = try trainedBench()
    let temporary = bench.url.appending(path: "temporary")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    func piped(_ arguments: String) throws -> EarshotProcess.Ending {
      try EarshotProcess(
        URL(filePath: "/bin/sh"),
        arguments: [
          "-c", "cat three.wav | '\(EarshotProcess.executable.path)' listen - --model tiny \(arguments)",
        ], in: bench.url, environment: ["TMPDIR": temporary.path]
      ).wait()
    }
    let heard = try piped("--json")
    try #require(heard.status == 0, "\(heard.messages)")
    #expect(classes(try objects(heard.output)[0]) == ["hum", "hiss", "whistle"])
    #expect(try objects(heard.output)[0]["file"] as? String == "-")
    let refused = try piped("--input-limit 100kB")
    #expect(refused.status == 2 && refused.output.isEmpty)
    #expect(refused.messages.contains("standard input: found more than 100000 bytes"), "\(refused.messages)")
    let words = try EarshotProcess(
      URL(filePath: "/bin/sh"),
      arguments: ["-c", "echo words | '\(EarshotProcess.executable.path)' listen - --model tiny"],
      in: bench.url
    ).wait()
    #expect(
      words.status == 2 && words.messages.contains("standard input: found no audio"), "\(words.messages)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path).isEmpty)
  }

  @Test func `a list goes to the file that is named`() throws {
    let (bench, _) = try trainedBench()
    let ending = try bench.earshot(
      "listen", "three.wav", "--model", "tiny", "--format", "audacity", "-o", "labels.txt")
    #expect(ending.status == 0 && ending.output.isEmpty, "\(ending.messages)")
    let labels = try String(contentsOf: bench.url.appending(path: "labels.txt"), encoding: .utf8)
    #expect(
      labels.split(separator: "\n").map { $0.split(separator: "\t").last } == ["hum", "hiss", "whistle"])
  }

  @Test func `the model that ships needs no files`() throws {
    let bench = try Workbench()
    let empty = bench.url.appending(path: "empty")
    try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: true)
    try writeRecording(to: bench, named: "empty/sound.wav")
    let ending = try EarshotProcess(arguments: ["listen", "sound.wav", "--json"], in: empty).wait()
    try #require(ending.status == 0, "\(ending.messages)")
    let model = try #require(try objects(ending.output)[0]["model"] as? [String: Any])
    #expect(model["name"] as? String == "gen7" && (model["classes"] as? [String])?.count == 10)
    let heldOut = try #require(model["heldOut"] as? [String: Any])
    #expect(heldOut["clips"] as? Int == 80 && heldOut["corpus"] as? String == "esc10")
    let credits = try EarshotProcess(arguments: ["listen", "--credits"], in: empty).wait()
    #expect(credits.status == 0 && credits.output.contains("CC BY"))
  }

  @Test(arguments: [
    ([], "found no recording"), (["a.wav", "-", "-"], "found - twice"),
    (["a.wav", "--jobs", "0"], "--jobs: found 0"), (["a.wav", "--playback-gain", "nan"], "--playback-gain"),
    (["a.wav", "b.wav", "--format", "audacity"], "--format audacity: found 2 recordings"),
    (["a.wav", "--json", "--format", "csv"], "--format: found csv"),
    (["a.wav", "--model", "tinny"], "model tinny: found no such model in Runs"),
    (["a.wav", "--model", "nowhere/run"], "model nowhere/run: found no such model in Runs"),
    (["a.wav", "--settings", "absent.json"], "absent.json"),
  ])
  func `arguments that cannot be meant are refused`(arguments: [String], words: String) throws {
    let bench = try Workbench()
    let ending = try bench.start(["listen"] + arguments).wait()
    #expect(ending.status == 2)
    #expect(ending.messages.contains(words), "\(ending.messages)")
  }
}
