public import Foundation
import JSONText
import NearNames

/// A folder of declared experiments, or of what else is declared by name: finds them.
public struct ExperimentCatalog: Sendable {
  /// The folder, usually `Experiments`.
  public let folder: URL

  /// What is declared there, for messages.
  private let noun: String
  /// What may be said in place of a name.
  private let reserved: [String]

  /// The experiments in `folder`; where `all` may be said in place of a name, messages offer it.
  public init(folder: URL, offersAll: Bool = false) {
    (self.folder, noun, reserved) = (folder, "experiment", offersAll ? ["all"] : [])
  }

  /// The sweeps in `folder`.
  public init(sweepFolder folder: URL) { (self.folder, noun, reserved) = (folder, "sweep", []) }

  /// The profiles of soundscapes in `folder`.
  public init(profileFolder folder: URL) { (self.folder, noun, reserved) = (folder, "profile", []) }

  /// The names of the experiments there, sorted: each `<name>.json` but those that declare something else.
  public var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let others = [historyFile, taxonomyFile, recognitionFile].map(\.lastPathComponent)
    return files.filter { $0.hasSuffix(".json") && !others.contains($0) && !$0.hasPrefix(".") }
      .map { String($0.dropLast(5)) }.sorted()
  }

  /// The history beside them, `history.json`.
  public var historyFile: URL { folder.appending(path: "history.json") }

  /// What classes of sounds mean, `taxonomy.json`.
  public var taxonomyFile: URL { folder.appending(path: "taxonomy.json") }

  /// How recordings are heard, `recognition.json`.
  public var recognitionFile: URL { folder.appending(path: "recognition.json") }

  /// Returns the file of the experiment called `reference`, which may also be the path of a file.
  ///
  /// - Throws: ``ExperimentError`` with the names there are and the near ones.
  public func file(of reference: String) throws(ExperimentError) -> URL {
    if reference.hasSuffix(".json") || reference.contains("/") {
      let file = URL(filePath: reference)
      guard FileManager.default.fileExists(atPath: file.path) else {
        throw unknown(reference, expected: "the path of a file that is there")
      }
      return file
    }
    guard names.contains(reference) else {
      throw unknown(
        reference,
        expected: names.isEmpty
          ? "one, but \(folder.relativePath) holds none"
          : "\(reserved.map { $0 + ", " }.joined())one of \(names.joined(separator: ", ")), or the path of a file"
      )
    }
    return folder.appending(path: reference + ".json")
  }

  private func unknown(_ reference: String, expected: String) -> ExperimentError {
    ExperimentError(problems: [
      ExperimentError.Problem(
        place: Place(source: folder.relativePath), keyPath: "", found: "no \(noun) \"\(reference)\"",
        expected: expected,
        remedy: NearNames.question(for: reference, among: names + reserved)
          ?? (names.isEmpty ? "Run earshot in the project's folder, or name it with --experiments." : ""))
    ])
  }
}
