import Datasets
import ExperimentRunner
import ExperimentSchema
import Foundation
import SeededRandom

/// A folder that is gone when the value is.
final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory.appending(path: "earshot-runner-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: url) }
}

/// An experiment on the synthetic corpus, of which nothing is synthesized.
enum RunFixture {
  static let corpus = SyntheticCorpus.corpus(seed: 1, sourcesPerClass: 5, takesPerSource: 1)

  static func experiment(units: String = "\"classes\"", validation: Int = 5) throws -> Experiment {
    let train = (1...5).filter { $0 != validation }.map(String.init).joined(separator: ",")
    return try ExperimentDecoder.experiment(
      text: """
        {
          "name": "small", "title": "Small",
          "corpus": { "name": "synthetic", "classes": "all" },
          "split": { "train": [\(train)], "validation": [\(validation)] },
          "frontEnd": {
            "sampleRate": 22050,
            "features": { "type": "meanMagnitudeSpectrum", "fftLength": 64, "hopLength": 32 }
          },
          "model": {
            "architecture": "documented",
            "layers": [
              { "type": "dense", "name": "output", "units": \(units), "activation": "softmax" }
            ]
          },
          "training": {
            "loss": "meanSquaredError", "epochs": 2, "batchSize": 32, "seeds": [4, 2],
            "optimizer": { "type": "adam" }
          }
        }
        """)
  }

  static func run() throws -> PlannedRun { try runs(seeds: [1])[0] }

  /// The runs of these seeds, of `epochs` epochs; with a learning rate of its own, by cross-entropy, whose gradient
  /// never ends.
  static func runs(seeds: [UInt64], epochs: Int = 2, learningRate: Double? = nil) throws -> [PlannedRun] {
    var experiment = try experiment()
    experiment.training.epochs = epochs
    if let learningRate {
      experiment.training.optimizer = .adam(.init(learningRate: learningRate))
      experiment.training.loss = .categoricalCrossEntropy
    }
    return try RunPlanner.runs(of: experiment, on: corpus, selection: RunSelection(seeds: seeds))
  }

  /// Made-up features of the corpus' clips, up to 3 times `scale`: each class' clips are near one another.
  static func features(scale: Float = 1) throws -> FeatureLibrary {
    FeatureLibrary(try table(scale: scale), of: try run())
  }

  /// The features of ``features(scale:)``.
  static func table(scale: Float = 1) throws -> FeatureTable {
    let examples = corpus.examples
    let values = examples.enumerated().flatMap { index, example in
      var random = RandomStream(seed: UInt64(index), purpose: .synthesis)
      return (0..<33).map { band in
        scale * ((band == example.label ? 2 : 0) + Float(random.integer(below: 1000)) / 1000)
      }
    }
    return FeatureTable(
      shape: [33], values: values, labels: examples.map { Int32($0.label) }, folds: examples.map(\.fold),
      ids: examples.map(\.id))
  }
}
