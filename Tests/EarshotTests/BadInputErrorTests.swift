import Foundation
import Testing

/// What is wrong with files and arguments is said with where, what, expected and remedy; nothing is left behind.
@Suite("earshot: bad input and its errors")
struct BadInputErrorTests {
  /// Runs a command that must be refused, and checks that it left no run, no store and no output.
  private func refused(
    _ bench: Workbench, _ arguments: [String], status: Int32 = 2, saying words: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let ending = try bench.start(arguments).wait()
    #expect(ending.status == status, "\(ending.messages)", sourceLocation: sourceLocation)
    for word in words {
      #expect(ending.messages.contains(word), "\(ending.messages)", sourceLocation: sourceLocation)
    }
    #expect(ending.output.isEmpty, sourceLocation: sourceLocation)
    #expect(
      !FileManager.default.fileExists(atPath: bench.runs.path), "neither a store nor a folder is made",
      sourceLocation: sourceLocation)
  }

  private let run = ["run", "tiny", "--corpus", "tones"]

  // MARK: Experiments

  @Test func `a misspelt key is named with its line and the near name`() throws {
    let bench = try Workbench()
    try bench.write(
      Workbench.experiment.replacing("\"batchSize\"", with: "\"batchsize\""), to: "Experiments/tiny.json")
    try refused(
      bench, run,
      saying: [
        "Experiments/tiny.json:21", "training.batchsize", "unknown key", "Did you mean \"batchSize\"?",
      ])
    try refused(
      Workbench(), run + ["-S", "training.epohs=3"],
      saying: ["-S training.epohs=3", "expected one of", "Did you mean \"epochs\"?"])
  }

  @Test func `every problem of a file is told at once`() throws {
    let bench = try Workbench()
    try bench.write(
      Workbench.experiment.replacing("\"epochs\": 4", with: "\"epochs\": 0")
        .replacing("\"rate\": 0.2", with: "\"rate\": 2"), to: "Experiments/tiny.json")
    try refused(bench, run, saying: ["training.epochs: found 0", "model.layers.dropout.rate: found 2"])
  }

  @Test func `a layer that does not fit its input is named`() throws {
    let bench = try Workbench()
    let convolution = """
      { "type": "conv1D", "name": "wide", "filters": 4, "kernelSize": 200, "activation": "relu" },
      { "type": "flatten", "name": "flatten" },
      """
    try bench.write(
      Workbench.experiment.replacing("\"layers\": [", with: "\"layers\": [" + convolution),
      to: "Experiments/tiny.json")
    try refused(bench, run, saying: ["model.layers.wide.kernelSize", "found 200", "expected"])
  }

  @Test func `a loss that does not go with the model's end is told with both names`() throws {
    try refused(
      Workbench(), run + ["-S", "training.loss=binaryCrossEntropy"],
      saying: ["training.loss", "found \"binaryCrossEntropy\" after softmax in model.layers.", "sigmoid"])
  }

  @Test func `masks of frames need features that have frames`() throws {
    try refused(
      Workbench(), run + ["-S", "training.regularization.randomRoll.maximumFrames=3"],
      saying: ["training.regularization.randomRoll", "expected features that have frames"])
  }

  @Test func `a file that is not JSON is told by line`() throws {
    let bench = try Workbench()
    try bench.write("{\n  \"name\": \"tiny\",\n  oops\n}\n", to: "Experiments/tiny.json")
    try refused(bench, run, saying: ["Experiments/tiny.json:3", "expected"])
  }

  @Test func `an unknown generation is answered with the near name`() throws {
    try refused(
      Workbench(), ["run", "tinny", "--corpus", "tones"],
      saying: ["found no experiment \"tinny\"", "expected", "Did you mean \"tiny\"?"])
  }

  // MARK: Corpora

  @Test func `a corpus that is not there is refused`() throws {
    try refused(
      Workbench(), ["run", "tiny", "--corpus", "nowhere"],
      saying: [
        "nowhere: found no corpus", "expected \"synthetic\" or the folder of a corpus", "Check the path",
      ])
  }

  @Test func `a file that is no audio is named`() throws {
    let bench = try Workbench()
    try bench.write("these are words", to: "tones/audio/3-3011-A-1.wav")
    try refused(bench, run, saying: ["3-3011-A-1.wav: found no audio", "expected WAV, FLAC", "Convert it"])
  }

  @Test func `every clip that cannot be decoded is named at once`() throws {
    let bench = try Workbench()
    var random = LinearCongruentialGenerator(state: 7)
    for name in ["1-1000-A-0.wav", "5-5023-A-2.wav"] {
      let noise = (0..<10_000).map { _ in UInt8.random(in: 0...255, using: &random) }
      try Data(noise).write(to: bench.corpus.appending(path: "audio/\(name)"))
    }
    try refused(bench, run, saying: ["1-1000-A-0.wav", "5-5023-A-2.wav"])
    let empty = try Workbench()
    try empty.write("", to: "tones/audio/1-1000-A-0.wav")
    try refused(empty, run, saying: ["1-1000-A-0.wav"])
  }

  @Test func `a clip that is cut off before its samples is named`() throws {
    let bench = try Workbench()
    let clip = bench.corpus.appending(path: "audio/2-2002-A-0.wav")
    try Data(contentsOf: clip).prefix(30).write(to: clip)
    try refused(bench, run, saying: ["2-2002-A-0.wav"])
  }

  @Test func `a table that names a file that is not there is refused`() throws {
    let bench = try Workbench()
    try FileManager.default.removeItem(at: bench.corpus.appending(path: "audio/4-4000-A-0.wav"))
    try refused(bench, run, saying: ["4-4000-A-0.wav", "expected"])
  }

  @Test func `a fold that the corpus does not have is refused`() throws {
    try refused(
      Workbench(), run + ["--folds", "9"],
      saying: ["tiny: --folds: found fold 9", "expected some of 1, 2, 3, 4, 5", "Use --folds all"])
  }

  @Test func `a class list that is not there, or whose classes the corpus lacks, is refused`() throws {
    let bench = try Workbench()
    try refused(
      bench, run + ["--classes", "original23"],
      saying: ["Experiments/classes: found no class list \"original23\"", "expected one of all"])
    let shipped = URL(filePath: #filePath).appending(path: "../../../Experiments/classes/original32.json")
    try FileManager.default.copyItem(
      at: shipped.standardizedFileURL,
      to: bench.experiments.appending(path: "classes/original32.json"))
    try refused(bench, run + ["--classes", "original32"], saying: ["CanOpening", "tones", "expected"])
  }

  // MARK: Arguments and folders

  @Test(arguments: [
    (["--seeds", "5..1"], ["--seeds", "5..1", "expected", "1..5"]),
    (["--resume", "tiny"], ["--resume", "experiments"]),
    (["--seeds", "0..9223372036854775807"], ["--seeds", "at most 10000"]),
    (["--seeds", "1,1"], ["--seeds", "1,1", "expected"]),
    (["--seeds", "9223372036854775808"], ["expected seeds in 0...9223372036854775807"]),
    (["--seeds", "-3"], ["--seeds"]),
    (["--folds", "five"], ["--folds", "five", "expected documented, all"]),
    (["--jobs", "0"], ["--jobs: found 0", "expected 1...256"]),
    (["--threads", "many"], ["--threads", "many"]),
    (["-S", "training.epochs"], ["-S", "training.epochs", "expected path=value"]),
    (["--sedes", "1"], ["--sedes", "--seeds"]),
  ])
  func `an argument that cannot be meant is refused`(arguments: [String], words: [String]) throws {
    try refused(Workbench(), run + arguments, saying: words)
  }

  @Test func `a folder of runs that cannot be made is the machine's failure`() throws {
    try refused(
      Workbench(), run + ["--runs", "tones/meta/tones.csv/below"], status: 1,
      saying: ["tones/meta/tones.csv/below", "expected a folder that you may write to", "--runs"])
  }

  @Test func `where only the folder of runs cannot be made, no store is made elsewhere`() throws {
    let bench = try Workbench()
    try bench.write("a file", to: "file")
    try refused(
      bench, run + ["--runs", "file/Runs", "--store", "Elsewhere/earshot.sqlite"], status: 1,
      saying: ["file/Runs", "Not a directory", "--runs"])
    #expect(!FileManager.default.fileExists(atPath: bench.url.appending(path: "Elsewhere").path))
  }

  @Test func `a store that is none is left as it is`() throws {
    let bench = try Workbench()
    try FileManager.default.createDirectory(at: bench.runs, withIntermediateDirectories: true)
    try bench.write("my shopping list\n", to: "Runs/earshot.sqlite")
    let ending = try bench.start(run).wait()
    #expect(ending.status == 1 || ending.status == 2)
    #expect(ending.messages.contains("Runs/earshot.sqlite"))
    #expect(bench.runNames.isEmpty)
    let text = try String(contentsOf: bench.runs.appending(path: "earshot.sqlite"), encoding: .utf8)
    #expect(text == "my shopping list\n")
  }

  @Test func `where nothing was run, reports say what to do`() throws {
    let bench = try Workbench()
    try refused(bench, ["runs", "list"], saying: ["earshot.sqlite", "earshot run"])
    try refused(bench, ["report", "history"], saying: ["earshot.sqlite", "earshot run"])
    try bench.train()
    let unknown = try bench.earshot("runs", "show", "gen9")
    #expect(unknown.status == 2)
    #expect(unknown.messages.contains("gen9"))
  }

  // MARK: Runs that fail

  @Test func `a run whose loss is not finite is stored as diverged`() throws {
    let bench = try Workbench()
    let ending = try bench.earshot(
      "run", "tiny", "--corpus", "tones", "-S", "training.optimizer.learningRate=1e30")
    #expect(ending.status == 1)
    #expect(ending.output.contains("diverged"))
    #expect(ending.messages.contains("the loss was not finite in epoch 1. Try a smaller learning rate."))
    #expect(try bench.listing().map(\.status) == ["diverged"])
    let name = try #require(bench.runNames.first)
    let weights = bench.runs.appending(path: "\(name)/model.safetensors")
    #expect(!FileManager.default.fileExists(atPath: weights.path), "weights of no use are not kept")
  }

  @Test func `a full disk ends the run, and the store still opens`() throws {
    let bench = try Workbench()
    let command =
      "ulimit -f 4000; exec \"$0\" run tiny --corpus tones -S model.layers.hidden.units=8000 --json"
    let ending = try EarshotProcess(
      URL(filePath: "/bin/sh"), arguments: ["-c", command, EarshotProcess.executable.path], in: bench.url,
      environment: ["XDG_CACHE_HOME": bench.url.appending(path: "cache").path]
    ).wait()
    #expect(ending.status == 1, "\(ending.messages)")
    #expect(ending.messages.contains("checkpoint.safetensors"), "\(ending.messages)")
    let name = try #require(bench.runNames.first)
    #expect(try bench.listing().map(\.status) == ["failed"])
    let files = try FileManager.default.contentsOfDirectory(
      atPath: bench.runs.appending(path: name).path)
    #expect(
      files.sorted() == ["experiment.json", "lock", "log.jsonl", "provenance.json", "run.sqlite"],
      "nothing half-written")
    // With room again, it goes on.
    let resumed = try bench.earshot("run", "--resume", name)
    #expect(resumed.status == 0, "\(resumed.messages)")
  }
}

extension String {
  fileprivate func replacing(_ text: String, with replacement: String) -> String {
    precondition(contains(text), "nothing to replace: \(text)")
    return replacingOccurrences(of: text, with: replacement)
  }
}
