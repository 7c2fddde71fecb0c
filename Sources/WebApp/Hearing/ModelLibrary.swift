import ExperimentRunner
import ExperimentSchema
import Foundation
import HTTPTypes
import JSONText
import Listening
import RunStore
import Synchronization

/// The models that a recording can be heard with: those that ship, and those that runs have left.
///
/// Models are read when they are first asked for; a few of them are kept.
final class ModelLibrary: Sendable {
  /// Models kept.
  private static let keptCount = 4
  /// Runs that the page offers, the newest first.
  private static let offeredCount = 50

  private let settings: WebSettings
  private let source: StoreSource
  private let kept = Mutex<[(run: String, recognizer: Recognizer)]>([])

  /// The models that ship, read once: every page to hear with names them.
  private let shipped: [Choice]

  init(settings: WebSettings, source: StoreSource) {
    shipped = ShippedModel.allCases.compactMap(Self.choice)
    self.settings = settings
    self.source = source
  }

  /// A model that may be chosen.
  struct Choice: Sendable {
    /// What a request calls it.
    var name: String
    /// What a reader is told of it.
    var description: String
    var node: JSONNode
  }

  /// The models that may be chosen, the one that is taken where nobody chooses first: those that ship, then those of
  /// runs on real recordings.
  func choices() -> [Choice] { shipped + ofRuns }

  private static func choice(of model: ShippedModel) -> Choice? {
    guard let card = try? Recognizer.shipped(model).card else { return nil }
    return Choice(
      name: model.rawValue, description: "\(card.name), as it ships",
      node: .object([
        "id": .string(model.rawValue), "experiment": .string(card.name),
        "corpus": card.heldOut.map { .string($0.corpus) } ?? .null,
        "fold": card.heldOut?.folds.first.map { .integer($0) } ?? .null,
        "validationAccuracy": card.heldOut.map { .number($0.accuracy) } ?? .null,
      ]))
  }

  private var ofRuns: [Choice] {
    let filter = RunFilter(statuses: [.completed])
    let runs = (try? source.store().runSummaries(filter, limit: Self.offeredCount)) ?? []
    let ordered =
      runs.filter { $0.corpus != Self.syntheticName } + runs.filter { $0.corpus == Self.syntheticName }
    return ordered.map { run in
      Choice(
        name: run.id, description: run.id,
        node: .object([
          "id": .string(run.id), "experiment": .string(run.experiment), "corpus": .string(run.corpus),
          "fold": .integer(run.identity.fold),
          "validationAccuracy": run.validationAccuracy.map { .number($0) } ?? .null,
        ]))
    }
  }

  /// The corpus that is no recording of anything.
  private static let syntheticName = "synthetic"

  /// The model called `name`, that of a run by its id, which is longer than a shipped one's name; nil for the first of
  /// those that ship.
  ///
  /// - Throws: ``Refusal`` where there is none such, or it cannot be used.
  func recognizer(named name: String?) throws -> Recognizer {
    let name = name ?? ShippedModel.generation7.rawValue
    guard ResourceName.isName(name) else { throw Self.unknown(name) }
    if let known = kept.withLock({ $0.first { $0.run == name }?.recognizer }) { return known }
    let shipped = ShippedModel(rawValue: name)
    let run = try shipped == nil ? source.store().runID(startingWith: name) : name
    let recognizer: Recognizer
    do {
      let catalog = try RecognitionCatalog(experiments: settings.experimentsFolder)
      recognizer =
        try shipped.map { try catalog.shipped($0) }
        ?? catalog.recognizer(of: RunFolder(id: run, in: settings.runsFolder))
    } catch let error as ListeningError {
      throw Refusal(
        status: .unprocessableContent, found: "a model that cannot hear: \(error)",
        expected: "a model of classes that the taxonomy knows", remedy: "Choose another at /api/models.")
    } catch {
      throw Refusal(
        status: .unprocessableContent, found: "run \(run), which has left no model that can be read",
        expected: "a completed run whose folder is there", remedy: "Choose another at /api/models.")
    }
    kept.withLock { kept in
      kept.removeAll { $0.run == name }
      kept.insert((name, recognizer), at: 0)
      if kept.count > Self.keptCount { kept.removeLast() }
    }
    return recognizer
  }

  private static func unknown(_ name: String) -> Refusal {
    Refusal.query(
      "model", found: name, expected: "\(ShippedModel.names), or a run's id",
      remedy: "List the models at /api/models.")
  }
}
