import Foundation
import Testing

@Suite("earshot corpus show and stages")
struct CorpusLookingTests {
  @Test func `a clip of a corpus is drawn as SVG and as PNG`() throws {
    let bench = try Workbench()
    let clip = try #require(
      try FileManager.default.contentsOfDirectory(atPath: bench.corpus.appending(path: "audio").path)
        .sorted().first)
    let id = (clip as NSString).deletingPathExtension
    let arguments = ["corpus", "show", id, "--corpus", "tones", "--experiment", "tiny", "-o"]
    let drawn = try bench.start(arguments + ["x.svg"]).wait()
    #expect(drawn.status == 0, "\(drawn.messages)")
    let svg = try String(contentsOf: bench.url.appending(path: "x.svg"), encoding: .utf8)
    #expect(svg.hasPrefix("<svg") && svg.contains(id))
    #expect(try bench.start(arguments + ["x.png"]).wait().status == 0)
    let png = try Data(contentsOf: bench.url.appending(path: "x.png"))
    #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    // The same by the file's name, which needs no corpus.
    let byFile = try bench.earshot(
      "corpus", "show", "tones/audio/\(clip)", "-e", "tiny", "-o", "y.PNG", "-q")
    #expect(byFile.status == 0 && byFile.messages.isEmpty, "\(byFile.messages)")
  }

  @Test func `what cannot be drawn is said, and nothing is written`() throws {
    let bench = try Workbench()
    try bench.write("no sound", to: "text.wav")
    for (arguments, words) in [
      (["nowhere", "--corpus", "tones", "-o", "x.svg"], "found no clip \"nowhere\""),
      (["text.wav", "-o", "x.svg"], "text.wav"),
      (["text.wav", "-o", "x.gif"], "expected a name that ends in .svg or .png"),
      (["text.wav", "-o", "x.svg", "-e", "tini"], "Did you mean \"tiny\"?"),
    ] {
      let ending = try bench.start(
        ["corpus", "show"] + arguments + (words.contains("Did") ? [] : ["-e", "tiny"])
      )
      .wait()
      #expect(ending.status == 2 && ending.messages.contains(words), "\(ending.messages)")
      #expect(!FileManager.default.fileExists(atPath: bench.url.appending(path: "x.svg").path))
    }
  }

  @Test func `stages tells of every class what gate and trim leave`() throws {
    let bench = try Workbench()
    let gated = Workbench.experiment.replacingOccurrences(
      of: "\"sampleRate\": 22050,", with: "\"sampleRate\": 22050, \"spectralGate\": {}, \"trim\": {},")
    try bench.write(gated, to: "Experiments/gated.json")
    let ending = try bench.earshot("corpus", "stages", "tones", "-e", "gated", "--json")
    #expect(ending.status == 0, "\(ending.messages)")
    let listing = try #require(
      try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
    let rows = try #require(listing["rows"] as? [[String: Any]])
    let clips = try #require(listing["clips"] as? [[String: Any]])
    #expect(rows.last?["name"] as? String == "all")
    #expect(rows.last?["clips"] as? Int == clips.count)
    let stages = try #require(clips.first?["stages"] as? [[String: Any]])
    #expect(stages.compactMap { $0["stage"] as? String } == ["spectralGate", "trim"])
    #expect(try bench.earshot("corpus", "stages", "tones", "-e", "gated").output.contains("energy left"))
    #expect(
      try bench.earshot("corpus", "stages", "tones", "-e", "tiny").output.contains("neither gate nor trim"))
  }
}
