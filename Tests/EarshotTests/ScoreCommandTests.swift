import Foundation
import Testing

@Suite("earshot score")
struct ScoreCommandTests {
  private let soundscapes = try! SoundscapeBench()
  private var bench: Workbench { soundscapes.bench }

  private struct Score: Decodable {
    var run: String
    var corpus: String
    var folds: [Int]
    var clips: Int
    var accuracy: Double
    var macroF1, averagePrecision: Double?
  }

  private func scores(_ arguments: String...) throws -> [Score] {
    let ending = try bench.start(["score", "--json"] + arguments).wait()
    try #require(ending.status == 0, "\(ending.messages)")
    return try JSONDecoder().decode([Score].self, from: Data(ending.output.utf8))
  }

  @Test func `on the corpus of its training a model scores what its run has stored`() throws {
    let runs =
      try soundscapes.runs(["run", "detector", "--folds", "2,4"] + SoundscapeBench.detectorSettings)
      + soundscapes.runs("run", "scene", "--folds", "2,4", "-S", "training.epochs=3")
    #expect(runs.count == 4)
    for run in runs {
      let score = try #require(try scores(run.name, "--corpus", "soundscapes").first)
      #expect(score.run == run.name && score.folds == [run.fold])
      #expect(score.accuracy == run.validationAccuracy)
      // Windows of 1 s every half second of 2 s, and whole soundscapes.
      #expect(score.clips == (run.experiment == "detector" ? 24 : 8))
      #expect((score.macroF1 != nil) == (run.experiment == "detector"))
      #expect((score.averagePrecision != nil) == (run.experiment == "detector"))
    }
    // On others it hears what it has not been trained on either, and is scored on that alone.
    try soundscapes.compose("others", "--seed", "7")
    let others = try scores("-F", "experiment = \"scene\"", "--corpus", "others")
    // Runs that train at once may begin in any order.
    #expect(Set(others.map(\.folds)) == [[2], [4]] && others.count == 2)
    #expect(others.allSatisfy { $0.corpus == "others" && $0.clips == 8 })
    let text = try bench.earshot("score", "-F", "experiment = \"detector\"", "--corpus", "others")
    #expect(text.status == 0)
    #expect(text.output.contains("average precision %") && text.output.contains("mean"), "\(text.output)")
  }

  @Test func `what cannot be scored is told, with what is to be done`() throws {
    let run = try soundscapes.runs("run", "scene", "-S", "training.epochs=3")[0].name
    func refused(_ arguments: String..., saying words: String) throws {
      let ending = try bench.start(["score"] + arguments).wait()
      #expect(ending.status == 2 && ending.messages.contains(words), "\(ending.messages)")
      #expect(!ending.messages.contains("earshot <subcommand>"), "\(ending.messages)")
    }
    try refused(
      run, "--corpus", "tones",
      saying: "corpus tones: found clips of class hiss; expected the classes of run \(run): indoors, outdoors"
    )
    try soundscapes.compose("early", "--folds", "1,2")
    try refused(
      run, "--corpus", "early",
      saying: "corpus early: found no clips in fold 5, which run \(run) was not trained on")
    try refused(run, "-F", "fold = 5", "--corpus", "soundscapes", saying: "one of the two")
    try refused("-F", "fold = 3", "--corpus", "soundscapes", saying: "found no run of which fold = 3 holds")
    try FileManager.default.removeItem(at: bench.runs.appending(path: "\(run)/model.json"))
    try refused(run, "--corpus", "soundscapes", saying: "model.json: found no model of run \(run)")
  }
}
