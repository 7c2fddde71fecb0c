public import ExperimentRunner
public import ExperimentSchema
public import Foundation

/// How models hear, as the files beside the declared experiments have it, and where these are not there, as the files that
/// ship in the executable have it.
///
/// Checked in `RecognitionCatalogTests`.
public struct RecognitionCatalog: Sendable {
  /// What classes mean.
  public let taxonomy: Taxonomy

  private let catalog: ExperimentCatalog

  /// The files in `folder`, usually `Experiments`.
  ///
  /// - Throws: `ExperimentError` where its taxonomy is wrong.
  public init(experiments folder: URL) throws {
    catalog = ExperimentCatalog(folder: folder)
    taxonomy =
      try Self.isThere(catalog.taxonomyFile)
      ? ExperimentDecoder.taxonomy(at: catalog.taxonomyFile) : .shipped()
  }

  /// Returns how models of `experiment` hear: `recognition/<experiment>.json`, else `recognition.json`.
  ///
  /// - Throws: `ExperimentError` where the file is wrong.
  public func settings(for experiment: String) throws -> RecognitionSettings {
    let own = catalog.folder.appending(path: "recognition/\(experiment).json")
    let file = [own, catalog.recognitionFile].first(where: Self.isThere)
    return try file.map { try ExperimentDecoder.recognition(at: $0) } ?? .shipped()
  }

  /// Returns the recogniser of the model that ships.
  ///
  /// - Parameter settings: How it hears; nil for what the files say.
  /// - Throws: `ExperimentError` or ``ListeningError`` where settings or taxonomy are wrong.
  public func shipped(settings: RecognitionSettings? = nil) throws -> Recognizer {
    try .shipped(taxonomy: taxonomy) { document in
      try settings ?? self.settings(for: document.experiment)
    }
  }

  /// Returns the recogniser of the model that run `folder` has left.
  ///
  /// - Parameter settings: How it hears; nil for what the files say of its experiment.
  /// - Throws: As ``Recognizer/init(of:settings:taxonomy:)``.
  public func recognizer(of folder: RunFolder, settings: RecognitionSettings? = nil) throws -> Recognizer {
    try Recognizer(of: folder, taxonomy: taxonomy) { document in
      try settings ?? self.settings(for: document.experiment)
    }
  }

  private static func isThere(_ file: URL) -> Bool { FileManager.default.fileExists(atPath: file.path) }
}
