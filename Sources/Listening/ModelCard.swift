import ExperimentSchema

/// What stands beside every answer of a model: what it knows, and how far it is to be trusted.
public struct ModelCard: Sendable, Hashable {
  /// The experiment that trained it.
  public var name: String
  /// The run that trained it; nil where that is not known.
  public var run: String?
  /// The classes that it tells apart.
  public var classNames: [String]
  /// How often it was right on real recordings that it was not trained on; nil where nobody measured that.
  public var heldOut: HeldOut?
  /// Whom its training clips are owed to; nil where that is not known.
  public var credits: String?

  /// The accuracy of a model on clips that it was not trained on.
  public struct HeldOut: Sendable, Hashable {
    /// The share of clips whose class it told, in 0...1.
    public var accuracy: Double
    /// How many clips these were; nil where the model's file does not say.
    public var clipCount: Int?
    /// The corpus of the clips.
    public var corpus: String
    /// Its folds that they are in.
    public var folds: [Int]

    /// An accuracy of these facts.
    public init(accuracy: Double, clipCount: Int?, corpus: String, folds: [Int]) {
      self.accuracy = accuracy
      self.clipCount = clipCount
      self.corpus = corpus
      self.folds = folds
    }
  }

  /// A card of these parts.
  public init(
    name: String, run: String?, classNames: [String], heldOut: HeldOut?, credits: String? = nil
  ) {
    self.name = name
    self.run = run
    self.classNames = classNames
    self.heldOut = heldOut
    self.credits = credits
  }

  /// The card of the model that `document` describes.
  ///
  /// Its accuracy counts where its corpus is of recordings: synthesized sounds say nothing of the world. Of the
  /// synthetic corpus itself that is known by its name too, from documents that do not say it.
  init(_ document: ModelDocument, run: String?, credits: String?) {
    self.init(
      name: document.experiment, run: run, classNames: document.soundClassNames,
      heldOut: document.isSynthetic || document.corpus == "synthetic"
        ? nil
        : HeldOut(
          accuracy: document.validationAccuracy, clipCount: document.validationClips, corpus: document.corpus,
          folds: document.validationFolds),
      credits: credits)
  }
}

extension ModelDocument {
  /// The outputs that are classes of sounds, ascending.
  var soundOutputs: [Int] { classNames.indices.filter { classNames[$0] != SoundWindows.backgroundClass } }

  /// The names of the classes of sounds, in the order of the outputs.
  var soundClassNames: [String] { soundOutputs.map { classNames[$0] } }
}
