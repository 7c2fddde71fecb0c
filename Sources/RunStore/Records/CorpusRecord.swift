public import ContentDigest
public import ExperimentSchema

/// A corpus under one list of classes, as runs see it.
public struct CorpusRecord: Hashable, Sendable {
  /// What reports call it, such as `esc10` or `esc50-original32`: the recordings and the class list.
  public var name: String
  /// The digest of the recordings.
  public var digest: ContentDigest
  /// The classes' names; a label is an index into them.
  public var classNames: [String]
  /// Its clips.
  public var examples: [Example]

  /// A corpus of these parts.
  public init(name: String, digest: ContentDigest, classNames: [String], examples: [Example]) {
    self.name = name
    self.digest = digest
    self.classNames = classNames
    self.examples = examples
  }

  /// One labelled clip.
  public struct Example: Hashable, Sendable {
    /// The clip's name, unique in its corpus: the file's path beneath the corpus' folder.
    public var clip: String
    /// The class, an index into ``CorpusRecord/classNames``.
    public var label: Int
    /// All classes that are heard, ascending, ``label`` among them; nil where each clip has one.
    public var heard: [Int]?
    /// The dataset's own fold.
    public var fold: Int
    /// The recording it was cut from; nil where nobody knows.
    public var source: String?

    /// A clip of these parts.
    public init(clip: String, label: Int, heard: [Int]? = nil, fold: Int, source: String? = nil) {
      self.clip = clip
      self.label = label
      self.heard = heard
      self.fold = fold
      self.source = source
    }
  }
}

/// What the store knows of a corpus, without its clips.
public struct StoredCorpus: Hashable, Sendable {
  /// What reports call it.
  public var name: String
  /// The digest of the recordings.
  public var digest: ContentDigest
  /// The classes' names, by label.
  public var classNames: [String]
  /// The number of clips.
  public var clipCount: Int
  /// The folds its clips are in, ascending.
  public var folds: [Int]
  /// How the latest experiment on it asked for it: what `--corpus` and `--classes` take. Nil before the first.
  public var selection: CorpusSelection?

  /// A corpus of these parts.
  public init(
    name: String, digest: ContentDigest, classNames: [String], clipCount: Int, folds: [Int],
    selection: CorpusSelection? = nil
  ) {
    self.name = name
    self.digest = digest
    self.classNames = classNames
    self.clipCount = clipCount
    self.folds = folds
    self.selection = selection
  }
}
