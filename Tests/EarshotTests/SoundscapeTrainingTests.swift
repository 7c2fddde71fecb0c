import Foundation
import TestSupport
import Testing

@Suite("Training on soundscapes: end to end")
struct SoundscapeTrainingTests {
  private let soundscapes = try! SoundscapeBench()
  private var bench: Workbench { soundscapes.bench }

  @Test func `the shipped experiments learn classes and scenes, and say what their weights are for`() throws {
    let runs =
      try soundscapes.runs(["run", "detector"] + SoundscapeBench.detectorSettings)
      + soundscapes.runs("run", "scene", "-S", "training.epochs=12")
    #expect(runs.map(\.experiment) == ["detector", "scene"] && runs.allSatisfy { $0.status == "completed" })
    let detector = try bench.object("Runs/\(runs[0].name)/model.json")
    #expect(detector["classes"] as? [String] == ["hiss", "hum", "whistle", "background"])
    #expect(
      detector["windows"] as? [String: Double] == ["duration": 1, "hop": 0.5, "minimumOverlap": 0.1])
    #expect(detector["corpus"] as? String == "soundscapes-windows")
    let scene = try bench.object("Runs/\(runs[1].name)/model.json")
    #expect(scene["classes"] as? [String] == ["indoors", "outdoors"] && scene["windows"] == nil)

    let page = try bench.earshot("runs", "show", runs[0].name, "--json")
    let final = try #require(
      (try JSONSerialization.jsonObject(with: Data(page.output.utf8)) as? [String: Any])?["finalMetrics"])
    let text = String(decoding: try JSONSerialization.data(withJSONObject: final), as: UTF8.self)
    #expect(text.contains("validation.macroF1") && text.contains("validation.averagePrecision"), "\(text)")
    let better = try soundscapes.runs(
      "runs", "list", "-F", "validation.averagePrecision > 0.6 and validation.accuracy > 0.6")
    #expect(better.map(\.name) == [runs[0].name], "\(text)")
    // The report tells of classes, whose means are what the run recorded of the last epoch.
    let reported = try bench.earshot("report", "run", runs[0].name, "--json")
    let report = try JSONSerialization.jsonObject(with: Data(reported.output.utf8)) as? [String: Any]
    let quality = try #require(report?["multiLabel"] as? [String: Any], "\(reported.messages)")
    let recorded = try #require(final as? [String: Double])
    for measure in ["macroF1", "averagePrecision"] {
      let mean = try #require(quality[measure] as? Double)
      #expect(abs(mean - (recorded["validation.\(measure)"] ?? .nan)) < 1e-9, "\(measure)")
    }
    #expect((quality["classes"] as? [[String: Any]])?.count == 4)
    let shown = try bench.earshot("report", "run", runs[0].name)
    #expect(shown.output.contains("average") && !shown.output.contains("Confused most"))
    // Their bits are those of any other process.
    for run in runs {
      let replayed = try bench.earshot("replay", run.name)
      #expect(replayed.status == 0, "\(replayed.output) \(replayed.messages)")
    }
  }

  @Test func `a dry run shows the windows and an output for each class and for the background`() throws {
    let ending = try bench.start(["run", "detector", "--dry-run"] + SoundscapeBench.detectorSettings).wait()
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(ending.output.contains(#""windows": { "duration": 1, "hop": 0.5, "minimumOverlap": 0.1 }"#))
    #expect(ending.output.contains("detector on soundscapes-windows") && ending.output.contains("[4]"))
  }

  @Test(arguments: ["tones", "synthetic", "nowhere"])
  func `a corpus of which nobody knows what is heard when is refused, saying what to run`(name: String) throws
  {
    let ending = try bench.earshot("run", "detector", "--corpus", name)
    #expect(ending.status == 2)
    #expect(
      ending.messages.contains("\(name): found no soundscapes.json; expected a folder of soundscapes")
        && ending.messages.contains("earshot corpus compose"), "\(ending.messages)")
    #expect(!FileManager.default.fileExists(atPath: bench.runs.path))
  }

  @Test func `a softmax over several classes at once is refused`() throws {
    let ending = try bench.earshot(
      "run", "detector", "-S", "model.layers.output.activation=softmax", "-S",
      "training.loss=categoricalCrossEntropy")
    #expect(ending.status == 2)
    #expect(
      ending.messages.contains(
        #"model.layers.output: found "softmax" beside corpus.windows; expected "sigmoid""#),
      "\(ending.messages)")
  }

  @Test func `the check of a corpus looks at annotations too`() throws {
    let whole = try bench.earshot("corpus", "check", "soundscapes", "--json")
    #expect(whole.status == 0, "\(whole.output)")
    let file = bench.url.appending(path: "soundscapes/soundscapes.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    try Data(text.replacing("fold3-0002", with: "fold3-0200").utf8).write(to: file)
    let ending = try bench.earshot("corpus", "check", "soundscapes")
    #expect(ending.status == 2)
    #expect(ending.output.contains("soundscapes.json: found audio/fold3-0002 in fold 3"), "\(ending.output)")
  }
}
