import Foundation
import Testing

/// A folder with a small corpus, a small experiment and room for runs; removed with it.
final class Workbench {
  let url = FileManager.default.temporaryDirectory.appending(path: "earshot-bench-\(UUID().uuidString)")

  var corpus: URL { url.appending(path: "tones") }
  var runs: URL { url.appending(path: "Runs") }
  var experiments: URL { url.appending(path: "Experiments") }
  var table: URL { corpus.appending(path: "meta/tones.csv") }

  /// Writes the corpus, `tiny.json` and `history.json`.
  init() throws {
    try FileManager.default.createDirectory(
      at: experiments.appending(path: "classes"), withIntermediateDirectories: true)
    try SmallCorpus.write(to: corpus)
    try write(Self.experiment, to: "Experiments/tiny.json")
    try write(Self.history, to: "Experiments/history.json")
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Replaces a file of the bench.
  func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: url.appending(path: path))
  }

  // MARK: Running

  /// Starts `earshot` in this folder, where it finds `Experiments` and `Runs` by their standard names.
  func start(_ arguments: [String], environment: [String: String] = [:]) throws -> EarshotProcess {
    let cache = ["XDG_CACHE_HOME": url.appending(path: "cache").path]
    return try EarshotProcess(
      arguments: arguments, in: url, environment: cache.merging(environment) { $1 })
  }

  /// Starts a run and waits until it has stopped itself, in the middle of its first checkpoint: some twentieth of a
  /// second into a training, of which most is still to come.
  ///
  /// - Parameter isNew: Whether the run begins: its declaration is written before.
  func startStopping(_ arguments: [String], isNew: Bool = true) throws -> EarshotProcess {
    let point = isNew ? 3 : 1
    let process = try start(
      arguments + ["--checkpoint-every", "0.05"],
      environment: ["EARSHOT_FAILURE": "stop@synchronize:\(point)"])
    try process.wait(untilMessagesHold: "failure point \(point): synchronize")
    return process
  }

  /// Runs `earshot` to its end.
  @discardableResult
  func earshot(_ arguments: String..., environment: [String: String] = [:]) throws -> EarshotProcess.Ending {
    try start(arguments, environment: environment).wait()
  }

  /// Trains `tiny` on the small corpus and insists that it ends well.
  @discardableResult
  func train(_ arguments: String...) throws -> [RunEntry] {
    let ending = try start(["run", "tiny", "--corpus", "tones", "--json"] + arguments).wait()
    try #require(ending.status == 0, "\(ending.messages)")
    return try JSONDecoder().decode([RunEntry].self, from: Data(ending.output.utf8))
  }

  // MARK: What is there afterwards

  /// The folders of runs, by name.
  var runNames: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: runs.path)) ?? []
    return names.filter { !$0.hasPrefix("earshot.sqlite") && !$0.hasPrefix(".") }.sorted()
  }

  /// The paths of all files in the cache of features, sorted.
  func cachedFeatures() throws -> [String] {
    let folder = url.appending(path: "cache/earshot/features")
    return try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.contains("/") }
      .sorted()
  }

  /// The digest of the weights that a run ended with.
  func weightsDigest(of run: String, in folder: String = "Runs") throws -> String {
    try #require(try object("\(folder)/\(run)/model.json")["weightsDigest"] as? String)
  }

  /// A JSON file of the bench.
  func object(_ path: String) throws -> [String: Any] {
    let data = try Data(contentsOf: url.appending(path: path))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// What `runs list --json` tells of every run, the newest first.
  func listing() throws -> [RunEntry] {
    let ending = try earshot("runs", "list", "--json")
    try #require(ending.status == 0, "\(ending.messages)")
    return try JSONDecoder().decode([RunEntry].self, from: Data(ending.output.utf8))
  }

  /// Every epoch's accuracies and all measures of the last one, in digits that stand for their bits.
  func measures(of run: String, in folder: String = "Runs") throws -> String {
    let ending = try earshot("runs", "show", run, "--json", "--runs", folder)
    try #require(ending.status == 0, "\(ending.messages)")
    let page = try #require(
      try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
    let measures = ["curves": try #require(page["curves"]), "final": try #require(page["finalMetrics"])]
    return String(
      decoding: try JSONSerialization.data(withJSONObject: measures, options: .sortedKeys), as: UTF8.self)
  }

  // MARK: What is declared

  static let experiment = """
    {
      "name": "tiny",
      "title": "Two layers that tell tones from noise",
      "corpus": { "name": "synthetic", "classes": "all" },
      "split": { "train": [1, 2, 3, 4], "validation": [5] },
      "frontEnd": {
        "sampleRate": 22050,
        "features": { "type": "meanMagnitudeSpectrum", "fftLength": 256, "hopLength": 128 }
      },
      "model": {
        "architecture": "documented",
        "layers": [
          { "type": "dense", "name": "hidden", "units": 32, "activation": "relu" },
          { "type": "dropout", "name": "dropout", "rate": 0.2 },
          { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" }
        ]
      },
      "training": {
        "loss": "categoricalCrossEntropy",
        "epochs": 4,
        "batchSize": 10,
        "optimizer": { "type": "adam", "learningRate": 0.003, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7 },
        "seeds": [1]
      },
      "claims": [
        {
          "id": "tiny.validation", "metric": "validation.accuracy", "relation": "equals", "value": 0.5,
          "corpus": "elsewhere", "source": "made up"
        }
      ]
    }
    """

  static let history = """
    { "title": "One small generation", "experiments": ["tiny"], "claims": [] }
    """
}

/// What `run --json` and `runs list --json` tell of a run.
struct RunEntry: Decodable, Equatable {
  var run: String?
  var id: String?
  var experiment: String
  var seed: UInt64
  var fold: Int
  var status: String
  var epochs: Int?
  var trainAccuracy: Double?
  var validationAccuracy: Double?

  /// The run's id, under either name.
  var name: String { run ?? id ?? "" }
}
