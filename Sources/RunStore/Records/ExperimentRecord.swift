public import ContentDigest

/// A fully resolved experiment on a corpus.
public struct ExperimentRecord: Hashable, Sendable {
  /// The experiment's name.
  public var name: String
  /// One line for reports.
  public var title: String
  /// The digest of what is trained how; with ``name`` and the corpus the record's key.
  public var configurationDigest: ContentDigest
  /// The resolved file, as JSON.
  public var configuration: String
  /// The name of the registered corpus.
  public var corpusName: String
  /// The digest of the registered corpus.
  public var corpusDigest: ContentDigest

  /// An experiment of these parts.
  public init(
    name: String, title: String, configurationDigest: ContentDigest, configuration: String,
    corpusName: String, corpusDigest: ContentDigest
  ) {
    self.name = name
    self.title = title
    self.configurationDigest = configurationDigest
    self.configuration = configuration
    self.corpusName = corpusName
    self.corpusDigest = corpusDigest
  }
}
