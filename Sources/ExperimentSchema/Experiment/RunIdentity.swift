public import ContentDigest

/// What makes two runs the same observation: a repeat of an equal identity is a replay, not new evidence.
public struct RunIdentity: Hashable, Sendable {
  /// The digest of what was trained how: ``Experiment/configurationDigest(classNames:)``.
  public var configurationDigest: ContentDigest
  /// The digest of the recordings.
  public var corpusDigest: ContentDigest
  /// The seed of every random stream.
  public var seed: UInt64
  /// The fold reported.
  public var fold: Int

  /// An identity of these parts.
  public init(
    configurationDigest: ContentDigest, corpusDigest: ContentDigest, seed: UInt64, fold: Int
  ) {
    self.configurationDigest = configurationDigest
    self.corpusDigest = corpusDigest
    self.seed = seed
    self.fold = fold
  }
}
