import ExperimentSchema
import Foundation

/// A sound sweep over `base.json` whose parts a test replaces.
func sweepText(
  space: String = #""training.batchSize": { "type": "integer", "low": 8, "high": 64 }"#,
  objectives: String = #"[{ "metric": "validation.accuracy" }]"#, sampler: String = #"{ "type": "tpe" }"#,
  budget: String = #"{ "trials": 5 }"#, more: String = ""
) -> String {
  """
  { "name": "tiny", "experiment": "base.json",
    "space": { \(space) },
    "objectives": \(objectives),
    "sampler": \(sampler),
    "budget": \(budget)\(more.isEmpty ? "" : ",\n  " + more) }
  """
}

extension ExperimentFiles {
  /// Writes the experiment that ``sweepText(space:objectives:sampler:budget:more:)`` searches: two layers, 3 epochs.
  func writeBase(_ name: String = "base") throws {
    let layers = """
      [{ "type": "dropout", "name": "dropout1", "rate": 0.5 },
       { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" }]
      """
    try write(
      "\(name).json",
      experimentText(layers: layers).replacing(#""name": "tiny""#, with: #""name": "\#(name)""#))
  }

  /// Decodes `text` as a sweep beside its experiment.
  func sweep(_ text: String, corpus: String? = nil, classes: String? = nil) throws(ExperimentError)
    -> DeclaredSweep
  {
    do {
      try writeBase()
      return try ExperimentDecoder.sweep(at: write("sweep.json", text), corpus: corpus, classes: classes)
    } catch let error as ExperimentError {
      throw error
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// The problems of `text` as a sweep, each `line: key path: found; expected. remedy`.
  func sweepProblems(_ text: String) -> [String] {
    do throws(ExperimentError) {
      _ = try sweep(text)
      return []
    } catch {
      return error.problems.map {
        "\($0)".replacing(folder.relativePath + "/", with: "").replacing("sweep.json:", with: "")
      }
    }
  }
}
