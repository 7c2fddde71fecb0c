public import ContentDigest
public import Foundation

/// Where the audio of an example comes from.
public enum AudioReference: Sendable, Hashable {
  /// A file to decode.
  case file(URL)
  /// A clip to synthesize.
  case synthetic(SyntheticClip)
}

/// One labelled clip of a corpus.
public struct Example: Sendable, Hashable {
  /// The file's name without its extension, or the synthetic clip's; unique in its corpus.
  public var id: String
  /// Index into the corpus' class names.
  public var label: Int
  /// The fold that the corpus assigns it to; at least 1.
  public var fold: Int
  /// The recording it was cut from: clips of one source belong on one side of a split.
  public var source: String
  /// Where its audio comes from.
  public var audio: AudioReference
  /// Of the file's bytes, or of what a synthetic clip is made from.
  public var contentDigest: ContentDigest

  /// An example of its parts.
  public init(
    id: String, label: Int, fold: Int, source: String, audio: AudioReference,
    contentDigest: ContentDigest
  ) {
    self.id = id
    self.label = label
    self.fold = fold
    self.source = source
    self.audio = audio
    self.contentDigest = contentDigest
  }
}
