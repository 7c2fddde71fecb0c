import CShippedModel
import ExperimentRunner
public import ExperimentSchema
import Foundation

extension Recognizer {
  /// The recogniser of the model that ships in the executable, as its settings and the taxonomy that ship with it have
  /// it.
  ///
  /// - Throws: Nothing, unless what was built is damaged.
  public static func shipped() throws -> Recognizer {
    try shipped(settings: .shipped(), taxonomy: .shipped())
  }

  /// The model that ships in the executable, with other settings or another taxonomy.
  ///
  /// - Throws: ``ListeningError`` where these do not go with its classes.
  public static func shipped(settings: RecognitionSettings, taxonomy: Taxonomy) throws -> Recognizer {
    try shipped(taxonomy: taxonomy) { _ in settings }
  }

  /// The model that ships in the executable, with the settings that `settings` chooses for it.
  static func shipped(
    taxonomy: Taxonomy, settings: (ModelDocument) throws -> RecognitionSettings
  ) throws -> Recognizer {
    let model = try TrainedModel(
      text: shipped_model().text, weights: shipped_weights().data, from: URL(filePath: "the shipped model"))
    return try Recognizer(
      model, run: model.run, credits: creditLine(of: model.document), settings: settings(model.document),
      taxonomy: taxonomy)
  }

  /// Whom the clips are owed to that the shipped model was trained on, by clip: Markdown.
  public static var shippedCredits: String { shipped_credits().text }

  private static func creditLine(of document: ModelDocument) -> String {
    "trained on clips of \(document.corpus), by many authors of Freesound under CC0, CC BY and CC Sampling+: "
      + "earshot listen --credits"
  }
}

extension RecognitionSettings {
  /// The settings that ship in the executable: `Experiments/recognition.json` as it was when that was built.
  ///
  /// - Throws: Nothing, unless what was built is damaged.
  public static func shipped() throws -> RecognitionSettings {
    try ExperimentDecoder.recognition(text: shipped_recognition().text, source: "recognition.json")
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
