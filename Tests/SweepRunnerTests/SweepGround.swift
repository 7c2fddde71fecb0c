import ContentDigest
import ExperimentRunner
import ExperimentSchema
import Foundation
import RunStore
import SweepRunner

/// A store in memory, a sweep over a small experiment, and controllers whose workers are made up.
final class SweepGround {
  let store: RunStore
  let declared: DeclaredSweep
  let sweep: StoredSweep
  private(set) var events: [SweepEvent] = []
  /// Told of each event, too.
  var observe: (SweepEvent) -> Void = { _ in }

  /// A sweep over the rate of a dropout and the units of a layer.
  ///
  /// - Parameters:
  ///   - more: Members of the file besides.
  ///   - layers: All layers but the last.
  ///   - space: The space, in place of the rate in 0...0.8.
  init(
    space: String = #"{ "model.layers.dropout.rate": { "type": "uniform", "low": 0, "high": 0.8 } }"#,
    sampler: String = #"{ "type": "random", "seed": 3 }"#, budget: String = #"{ "trials": 6 }"#,
    epochs: Int = 4, layers: String = SweepGround.layers, _ more: String = ""
  ) throws {
    store = try RunStore.inMemory()
    declared = try DeclaredSweep(
      resolvedText: """
        {
          "name": "small", "title": "Small", "experiment": \(Self.experiment(epochs: epochs, layers: layers)),
          "space": \(space), "objectives": [{ "metric": "validation.accuracy" }], "sampler": \(sampler),
          "budget": \(budget)\(more.isEmpty ? "" : ", " + more)
        }
        """)
    var library = Self.corpora
    sweep = try SweepDeclaration.store(
      declared, on: library.corpus(declared.base.corpus), trialLimit: nil, in: store, at: Self.time)
    try store.register(Self.corpus)
  }

  static let time = Date(timeIntervalSince1970: 1_790_000_000)
  static var corpora: CorpusLibrary {
    CorpusLibrary(classFolder: URL(filePath: "/nonexistent"), cacheFolder: nil)
  }
  static let corpus = CorpusRecord(
    name: "synthetic", digest: ContentDigest(of: "made up"), classNames: ["a", "b"], examples: [])

  static let layers = """
    { "type": "dense", "name": "hidden", "units": 8, "activation": "relu" },
    { "type": "dropout", "name": "dropout", "rate": 0.5 }
    """

  static func experiment(epochs: Int, layers: String) -> String {
    """
    {
      "name": "small", "title": "Small", "corpus": { "name": "synthetic", "classes": "all" },
      "split": { "train": [1, 2, 3, 4], "validation": [5] },
      "frontEnd": {
        "sampleRate": 22050,
        "features": { "type": "meanMagnitudeSpectrum", "fftLength": 64, "hopLength": 32 }
      },
      "model": {
        "architecture": "documented",
        "layers": [
          \(layers),
          { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" }
        ]
      },
      "training": {
        "loss": "meanSquaredError", "epochs": \(epochs), "batchSize": 32, "seeds": [1, 2],
        "optimizer": { "type": "adam" }
      }
    }
    """
  }

  /// A controller of the sweep as the store has it.
  func controller(
    _ launcher: any TrialLauncher, allowsRepeats: Bool = false, stop: StopSignal = StopSignal(),
    clock: RunClock = .system
  ) throws -> SweepController {
    let controller = try SweepController(
      sweep: store.sweep(named: "small"), planner: TrialPlanner(sweep: declared, corpora: Self.corpora),
      store: store, launcher: launcher, allowsRepeats: allowsRepeats, stop: stop
    ) { [self] event in
      events.append(event)
      observe(event)
    }
    controller.clock = clock
    return controller
  }

  var trials: [StoredTrial] {
    get throws { try store.trials(ofSweep: sweep.id) }
  }

  /// What was tried and what came of it, in digits that stand for bits.
  func results() throws -> [String] {
    try trials.map { trial in
      let value = trial.value(ofObjective: 0)
      return "\(trial.hyperparameters) \(trial.status) \(value.map { "\($0.mean) \($0.epoch)" } ?? "-")"
    }
  }
}
