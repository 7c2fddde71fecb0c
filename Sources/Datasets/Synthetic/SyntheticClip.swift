import ContentDigest

/// A clip of the synthetic corpus: what it is made from.
public struct SyntheticClip: Sendable, Hashable {
  /// Version of the recipes, part of every clip's digest: raise it with every audible change.
  public static let generatorVersion = 1

  /// Index into ``SyntheticCorpus/classNames``.
  public var classIndex: Int
  /// Which simulated recording of its class, from 0.
  public var source: Int
  /// Which clip of that recording, from 0.
  public var take: Int
  /// The corpus' seed.
  public var seed: UInt64

  /// The clip of its parts.
  public init(classIndex: Int, source: Int, take: Int, seed: UInt64) {
    self.classIndex = classIndex
    self.source = source
    self.take = take
    self.seed = seed
  }

  /// Digest of what the clip is made from: cached features need no synthesis.
  var contentDigest: ContentDigest {
    ContentDigest(
      of: "earshot synthetic clip, generator \(Self.generatorVersion), seed \(seed), "
        + "class \(classIndex), source \(source), take \(take)")
  }
}
