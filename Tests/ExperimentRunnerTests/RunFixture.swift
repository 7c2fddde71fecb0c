import Datasets
import ExperimentRunner
import ExperimentSchema
import Foundation

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

  static func run() throws -> PlannedRun {
    try RunPlanner.runs(of: experiment(), on: corpus, selection: RunSelection(seeds: [1]))[0]
  }
}
