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

  /// Returns how models of `experiment` hear: as `recognition/<experiment>.json` has it, be it here or shipped, else as
  /// `recognition.json` has it.
  ///
  /// - Throws: `ExperimentError` where the file is wrong.
  public func settings(for experiment: String) throws -> RecognitionSettings {
    let own = catalog.folder.appending(path: "recognition/\(experiment).json")
    if Self.isThere(own) { return try ExperimentDecoder.recognition(at: own) }
    if let shipped = try RecognitionSettings.shippedOwn(of: experiment) { return shipped }
    return try Self.isThere(catalog.recognitionFile)
      ? ExperimentDecoder.recognition(at: catalog.recognitionFile) : .shipped()
  }

  /// Returns the recogniser of a model that ships.
  ///
  /// - Parameters:
  ///   - model: Which.
  ///   - settings: How it hears; nil for what the files say.
  /// - Throws: `ExperimentError` or ``ListeningError`` where settings or taxonomy are wrong.
  public func shipped(
    _ model: ShippedModel = .generation7, settings: RecognitionSettings? = nil
  ) throws -> Recognizer {
    try .shipped(model, taxonomy: taxonomy) { document in
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
