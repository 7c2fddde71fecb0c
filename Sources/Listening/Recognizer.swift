import AudioFrontEnd
import Datasets
public import ExperimentRunner
public import ExperimentSchema
import NearNames
import NeuralNetworks
import Recognition

/// A trained model that hears recordings: which events are in them and when, of which scene they are, and whether they
/// suit children.
///
/// A value without state: recordings may be heard on several threads at once. Checked in `RecognizerTests`.
public struct Recognizer: Sendable {
  /// What stands beside every answer.
  public let card: ModelCard
  /// How recordings are heard; without what was fitted to another model.
  public private(set) var settings: RecognitionSettings
  /// What classes mean.
  public let taxonomy: Taxonomy

  let model: TrainedModel
  let frontEnd: FrontEnd
  /// What makes probabilities of logits.
  let head: ModelHead
  /// The outputs of the model that are classes of sounds, as ``ModelCard/classNames`` has them.
  let outputs: [Int]

  /// What events are called that are unlike all classes.
  public static let unknownClass = "unknown"

  /// The rate of the recordings that it hears, in Hz.
  public var sampleRate: Int { frontEnd.settings.sampleRate }

  /// The recogniser of the model that run `folder` has left.
  ///
  /// - Parameters:
  ///   - settings: How recordings are heard.
  ///   - taxonomy: What classes mean.
  /// - Throws: What ``TrainedModel`` throws where the model cannot be read; ``ListeningError`` where taxonomy or
  ///   settings do not go with its classes.
  public init(of folder: RunFolder, settings: RecognitionSettings, taxonomy: Taxonomy) throws {
    try self.init(
      TrainedModel(of: folder), run: folder.id, settings: settings, taxonomy: taxonomy)
  }

  /// The recogniser of the model that run `folder` has left, with the settings that `settings` chooses for it.
  ///
  /// - Throws: As ``init(of:settings:taxonomy:)``, and what `settings` throws.
  init(
    of folder: RunFolder, taxonomy: Taxonomy, settings: (ModelDocument) throws -> RecognitionSettings
  ) throws {
    let model = try TrainedModel(of: folder)
    try self.init(model, run: folder.id, settings: settings(model.document), taxonomy: taxonomy)
  }

  init(
    _ model: TrainedModel, run: String?, credits: String? = nil, settings: RecognitionSettings,
    taxonomy: Taxonomy
  ) throws {
    let document = model.document
    card = ModelCard(document, run: run, credits: credits)
    self.settings = settings.applying(to: document)
    self.taxonomy = taxonomy
    self.model = model
    frontEnd = try FrontEnd(FrontEnd.Settings(document.frontEnd))
    head = document.model.outputLayer?.layer.operation.outputActivation == .sigmoid ? .sigmoid : .softmax
    outputs = document.soundOutputs
    try requireKnownClasses()
    // Weights that do not fit the layers are found here, and not in the first recording.
    _ = try model.makePlan()
  }

  /// Whether of all classes one is heard at a time; else each is heard or not, whatever else is.
  public var areClassesExclusive: Bool { head == .softmax }

  /// The folds of its corpus that the model was not trained on.
  public var validationFolds: [Int] { model.document.validationFolds }

  /// Returns the recogniser that hears recordings by other settings.
  ///
  /// - Throws: ``ListeningError`` where they do not go with its classes.
  public func with(_ settings: RecognitionSettings) throws(ListeningError) -> Recognizer {
    var other = self
    other.settings = settings.applying(to: model.document)
    try other.requireKnownClasses()
    return other
  }

  private func requireKnownClasses() throws(ListeningError) {
    let strangers = card.classNames.filter { taxonomy.soundClass(named: $0) == nil }
    guard strangers.isEmpty else { throw .unknownToTaxonomy(strangers, model: card.name) }
    guard case .byClass(let thresholds, _) = settings.thresholds else { return }
    for name in thresholds.keys.sorted()
    where !card.classNames.contains(name) && taxonomy.soundClass(named: name) == nil {
      throw .thresholdOfNoClass(name, near: NearNames.question(for: name, among: card.classNames))
    }
  }
}

extension RecognitionSettings {
  /// The settings without what was fitted to another model than that of `document`, and with windows as long as those
  /// that it was trained on, where it was trained on windows: it would be deaf to what lies behind them.
  fileprivate func applying(to document: ModelDocument) -> RecognitionSettings {
    var settings = self
    if let windows = document.windows {
      settings.window.duration = windows.duration
      settings.window.hop = min(settings.window.hop, windows.duration)
    }
    if let fittedTo, fittedTo != document.weightsDigest {
      settings.temperature = 1
      settings.reject = nil
    }
    return settings
  }
}

/// Model, settings and taxonomy that do not go together.
public enum ListeningError: Error, Sendable, Hashable {
  /// The taxonomy does not say what these classes of the model mean.
  case unknownToTaxonomy([String], model: String)
  /// The settings have a threshold for what is no class.
  case thresholdOfNoClass(String, near: String?)
}

extension ListeningError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownToTaxonomy(let names, let model):
      "taxonomy.json: found nothing on \(names.joined(separator: ", ")), which \(model) tells apart; expected every "
        + "class of the model. Add to classes in which scenes they are heard, and whether they suit children."
    case .thresholdOfNoClass(let name, let near):
      "recognition.json: thresholds.\(name): found no class of that name; expected a class of the model or of the "
        + "taxonomy, or default. \(near ?? "Delete it.")"
    }
  }
}
