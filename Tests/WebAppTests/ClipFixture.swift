/// A small declared experiment.
enum ClipFixture {
  static func experiment(corpus: String) -> String {
    """
    {
      "name": "small", "title": "Small",
      "corpus": { "name": "\(corpus)", "classes": "all" },
      "split": { "train": [1, 2, 3, 4], "validation": [5] },
      "frontEnd": {
        "sampleRate": 22050,
        "features": { "type": "meanMagnitudeSpectrum", "fftLength": 64, "hopLength": 32 }
      },
      "model": {
        "architecture": "documented",
        "layers": [ { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" } ]
      },
      "training": {
        "loss": "meanSquaredError", "epochs": 2, "batchSize": 32, "seeds": [1], "optimizer": { "type": "adam" }
      }
    }
    """
  }
}
