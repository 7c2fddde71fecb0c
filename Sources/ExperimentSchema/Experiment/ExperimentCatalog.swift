public import Foundation
import JSONText
import NearNames

/// The folder of declared experiments: finds them by name.
public struct ExperimentCatalog: Sendable {
  /// The folder, usually `Experiments`.
  public let folder: URL

  /// The experiments in `folder`.
  public init(folder: URL) {
    self.folder = folder
  }

  /// The names of the experiments there, sorted: each `<name>.json` but `history.json`.
  public var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".json") && $0 != "history.json" && !$0.hasPrefix(".") }
      .map { String($0.dropLast(5)) }.sorted()
  }

  /// The history beside them, `history.json`.
  public var historyFile: URL { folder.appending(path: "history.json") }

  /// Returns the file of the experiment called `reference`, which may also be the path of a file.
  ///
  /// - Throws: ``ExperimentError`` with the names there are and the near ones.
  public func file(of reference: String) throws(ExperimentError) -> URL {
    if reference.hasSuffix(".json") || reference.contains("/") {
      let file = URL(filePath: reference)
      guard FileManager.default.fileExists(atPath: file.path) else {
        throw unknown(reference, expected: "the path of an experiment file")
      }
      return file
    }
    guard names.contains(reference) else {
      throw unknown(
        reference,
        expected: names.isEmpty
          ? "an experiment, but \(folder.relativePath) holds none"
          : "all, one of \(names.joined(separator: ", ")), or the path of a file")
    }
    return folder.appending(path: reference + ".json")
  }

  private func unknown(_ reference: String, expected: String) -> ExperimentError {
    ExperimentError(problems: [
      ExperimentError.Problem(
        place: Place(source: folder.relativePath), keyPath: "", found: "no experiment \"\(reference)\"",
        expected: expected,
        remedy: NearNames.question(for: reference, among: names + ["all"])
          ?? (names.isEmpty ? "Run earshot in the project's folder, or name it with --experiments." : ""))
    ])
  }
}
