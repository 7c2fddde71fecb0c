import CShippedModel
import ExperimentRunner
public import ExperimentSchema
import Foundation

/// The models that ship in the executable, each by what users call it.
public enum ShippedModel: String, Sendable, CaseIterable {
  /// Generation 7, trained on clips: it names one class at a time, and tells what is unlike all of them.
  case generation7 = "shipped"
  /// The detector, trained on soundscapes: it hears several classes at once.
  case detector = "shipped-detector"

  /// All of them, as a list for readers.
  public static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  fileprivate var files: shipped_model {
    switch self {
    case .generation7: shipped_generation7()
    case .detector: shipped_detector()
    }
  }

  /// Whom the clips are owed to that the models were trained on, by clip: Markdown.
  public static var credits: String { shipped_credits().text }
}

extension Recognizer {
  /// The recogniser of a model that ships in the executable, as its settings and the taxonomy that ship with it have
  /// it.
  ///
  /// - Throws: Nothing, unless what was built is damaged.
  public static func shipped(_ model: ShippedModel = .generation7) throws -> Recognizer {
    try shipped(model, taxonomy: .shipped()) { try .shippedOwn(of: $0.experiment) ?? .shipped() }
  }

  /// A model that ships in the executable, with other settings or another taxonomy.
  ///
  /// - Throws: ``ListeningError`` where these do not go with its classes.
  public static func shipped(
    _ model: ShippedModel = .generation7, settings: RecognitionSettings, taxonomy: Taxonomy
  ) throws -> Recognizer {
    try shipped(model, taxonomy: taxonomy) { _ in settings }
  }

  /// A model that ships in the executable, with the settings that `settings` chooses for it.
  static func shipped(
    _ model: ShippedModel, taxonomy: Taxonomy, settings: (ModelDocument) throws -> RecognitionSettings
  ) throws -> Recognizer {
    let files = model.files
    let trained = try TrainedModel(
      text: files.document.text, weights: files.weights.data, from: URL(filePath: "the shipped model"))
    return try Recognizer(
      trained, run: trained.run, credits: creditLine, settings: settings(trained.document),
      taxonomy: taxonomy)
  }

  private static let creditLine =
    "trained on clips of ESC-10, by many authors of Freesound under CC0, CC BY and CC Sampling+: "
    + "earshot listen --credits"
}

extension RecognitionSettings {
  /// The settings that ship in the executable: `Experiments/recognition.json` as it was when that was built.
  ///
  /// - Throws: Nothing, unless what was built is damaged.
  public static func shipped() throws -> RecognitionSettings {
    try ExperimentDecoder.recognition(text: shipped_recognition().text, source: "recognition.json")
  }

  /// The settings that ship for models of `experiment` alone: `Experiments/recognition/<experiment>.json` as it was
  /// when the executable was built; nil where none ship.
  ///
  /// - Throws: Nothing, unless what was built is damaged.
  static func shippedOwn(of experiment: String) throws -> RecognitionSettings? {
    guard experiment == "detector" else { return nil }
    return try ExperimentDecoder.recognition(
      text: shipped_detector_recognition().text, source: "recognition/detector.json")
  }
}

extension Taxonomy {
  /// The taxonomy that ships in the executable: `Experiments/taxonomy.json` as it was when that was built.
  ///
  /// - Throws: Nothing, unless what was built is damaged.
  public static func shipped() throws -> Taxonomy {
    try ExperimentDecoder.taxonomy(text: shipped_taxonomy().text, source: "taxonomy.json")
  }
}

extension shipped_file {
  fileprivate var data: Data { Data(bytes: bytes, count: count) }
  fileprivate var text: String { String(decoding: data, as: UTF8.self) }
}
