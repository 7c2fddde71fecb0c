import ExperimentRunner
import ExperimentSchema
import Foundation
import Listening
import NearNames
import RunStore

/// Finds trained models by what users call them, and makes recognisers of them.
struct RecognizerLibrary {
  private let storeOptions: StoreOptions
  private let catalog: RecognitionCatalog

  /// The models of a folder of runs, which hear as the files beside the declared experiments say.
  init(_ storeOptions: StoreOptions, _ experimentOptions: ExperimentOptions) throws {
    self.storeOptions = storeOptions
    catalog = try RecognitionCatalog(experiments: experimentOptions.folder)
  }

  /// Returns the recogniser of `model`: one that ships, a run's folder, a run's id or how it begins, or an experiment, of which
  /// the newest completed run is taken.
  ///
  /// - Parameter settingsFile: How it hears; nil for what ``RecognitionCatalog`` finds.
  /// - Throws: What is wrong with model or settings; ``ModelChoiceError`` where there is no such model.
  func recognizer(_ model: String, settingsFile: String?) throws -> Recognizer {
    let settings = try settingsFile.map { try ExperimentDecoder.recognition(at: URL(filePath: $0)) }
    if let shipped = ShippedModel(rawValue: model) { return try catalog.shipped(shipped, settings: settings) }
    return try catalog.recognizer(of: folder(of: model), settings: settings)
  }

  private func folder(of model: String) throws -> RunFolder {
    for folder in [storeOptions.runsFolder.appending(path: model), URL(filePath: model)]
    where isThere(folder.appending(path: "model.json")) {
      let absolute = folder.standardizedFileURL
      return RunFolder(id: absolute.lastPathComponent, in: absolute.deletingLastPathComponent())
    }
    guard !model.isEmpty, !model.contains("/"), isThere(storeOptions.storeFile) else {
      throw unknown(model, among: [])
    }
    let completed = try storeOptions.open(.readOnly).runSummaries(RunFilter(statuses: [.completed]))
    if let newest = completed.first(where: { $0.experiment == model }) {
      return RunFolder(id: newest.id, in: storeOptions.runsFolder)
    }
    let matches = completed.filter { $0.id.hasPrefix(model) }
    guard matches.count == 1 else { throw unknown(model, among: completed, matchCount: matches.count) }
    return RunFolder(id: matches[0].id, in: storeOptions.runsFolder)
  }

  private func unknown(_ model: String, among runs: [RunSummary], matchCount: Int = 0) -> ModelChoiceError {
    let names = Set(runs.map(\.experiment)).sorted() + ShippedModel.allCases.map(\.rawValue) + runs.map(\.id)
    return ModelChoiceError(
      model: model, runsFolder: storeOptions.runs, matchCount: matchCount,
      near: NearNames.question(for: model, among: names))
  }
}

/// A model that nobody has.
struct ModelChoiceError: Error, CustomStringConvertible {
  let model: String
  let runsFolder: String
  /// How many runs' ids begin so: not one.
  let matchCount: Int
  let near: String?

  var description: String {
    let found = matchCount > 1 ? "\(matchCount) runs whose ids begin so" : "no such model in \(runsFolder)"
    return
      "model \(model): found \(found); expected \(ShippedModel.names), the id or folder of one completed run, or "
      + "the name of an experiment that was run. \(near ?? "List them: earshot runs list --status completed")"
  }
}

private func isThere(_ file: URL) -> Bool { FileManager.default.fileExists(atPath: file.path) }
