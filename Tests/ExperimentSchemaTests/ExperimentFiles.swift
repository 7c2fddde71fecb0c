import ExperimentSchema
import Foundation

/// Files of one test in a folder of their own, removed with it.
final class ExperimentFiles {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "earshot-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Writes `text` to `name` and returns the file.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> URL {
    let file = folder.appending(path: name)
    try text.write(to: file, atomically: true, encoding: .utf8)
    return file
  }

  /// Decodes `text` as `experiment.json`; returns the problems, each `line: key path: found; expected. remedy`
  /// with the folder left out.
  func problems(
    in text: String, overrides: [String] = [], corpus: String? = nil, classes: String? = nil
  ) throws -> [String] {
    let file = try write("experiment.json", text)
    do throws(ExperimentError) {
      _ = try ExperimentDecoder.experiment(
        at: file, overrides: overrides.compactMap { Override($0) }, corpus: corpus, classes: classes)
      return []
    } catch {
      return error.problems.map { problem in
        "\(problem)".replacing(file.relativePath, with: "").replacing(folder.relativePath + "/", with: "")
      }
    }
  }
}

/// A sound experiment whose parts a test replaces.
func experimentText(
  frontEnd: String = #"{ "features": { "type": "meanMagnitudeSpectrum" } }"#,
  layers: String =
    #"[{ "type": "dense", "name": "output", "units": "classes", "activation": "softmax" }]"#,
  training: String = #"{ "loss": "meanSquaredError", "epochs": 3 }"#, more: String = ""
) -> String {
  """
  { "name": "tiny",
    "frontEnd": \(frontEnd),
    "model": { "layers": \(layers) },
    "training": \(training)\(more.isEmpty ? "" : ",\n  " + more) }
  """
}
