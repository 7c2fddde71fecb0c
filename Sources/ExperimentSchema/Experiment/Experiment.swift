/// A declared experiment, fully resolved: nothing is inherited and no default is left open.
public struct Experiment: Hashable, Sendable {
  /// What `earshot run` calls it; `[a-z0-9._-]{1,64}`.
  public var name: String
  /// One line for reports.
  public var title: String
  /// Which recordings, and which of their classes.
  public var corpus: CorpusSelection
  /// The folds it trains on and the folds it reports.
  public var split: Split
  /// From a recording to features.
  public var frontEnd: FrontEndSpecification
  /// From features to a probability for each class.
  public var model: ModelSpecification
  /// How the model learns.
  public var training: TrainingSpecification
  /// What its source says was measured.
  public var claims: [Claim]

  /// An experiment of these parts.
  public init(
    name: String, title: String, corpus: CorpusSelection, split: Split, frontEnd: FrontEndSpecification,
    model: ModelSpecification, training: TrainingSpecification, claims: [Claim]
  ) {
    self.name = name
    self.title = title
    self.corpus = corpus
    self.split = split
    self.frontEnd = frontEnd
    self.model = model
    self.training = training
    self.claims = claims
  }
}
