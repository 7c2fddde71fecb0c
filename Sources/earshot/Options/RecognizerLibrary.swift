import ExperimentRunner
import ExperimentSchema
import Foundation
import Listening
import RunStore

/// Finds trained models by what users call them, and makes recognisers of them.
struct RecognizerLibrary {
  private let storeOptions: StoreOptions
  private let catalog: ExperimentCatalog
  private let taxonomy: Taxonomy

  /// The models of a folder of runs, with the taxonomy and the settings beside the declared experiments.
  init(_ storeOptions: StoreOptions, _ experimentOptions: ExperimentOptions) throws {
    self.storeOptions = storeOptions
    catalog = ExperimentCatalog(folder: experimentOptions.folder)
    taxonomy = try ExperimentDecoder.taxonomy(at: catalog.taxonomyFile)
  }

  /// Returns the recogniser of `model`: a run's folder, or a run's id or how it begins.
  ///
  /// - Parameter settingsFile: How it hears; nil for `recognition.json`.
  /// - Throws: What is wrong with model or settings.
  func recognizer(_ model: String, settingsFile: String?) throws -> Recognizer {
    let settings = try ExperimentDecoder.recognition(
      at: settingsFile.map { URL(filePath: $0) } ?? catalog.recognitionFile)
    return try Recognizer(of: folder(of: model), settings: settings, taxonomy: taxonomy)
  }

  private func folder(of model: String) throws -> RunFolder {
    let path = URL(filePath: model)
    if FileManager.default.fileExists(atPath: path.appending(path: "model.json").path) {
      return RunFolder(id: path.lastPathComponent, in: path.deletingLastPathComponent())
    }
    let id = try storeOptions.open(.readOnly).runID(startingWith: model)
    return RunFolder(id: id, in: storeOptions.runsFolder)
  }
}
