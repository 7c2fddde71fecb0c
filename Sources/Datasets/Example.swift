public import ContentDigest
public import Foundation

/// Where the audio of an example comes from.
public enum AudioReference: Sendable, Hashable {
  /// A file to decode.
  case file(URL)
  /// Of a file to decode, what begins `start` seconds from its beginning and lasts `duration` seconds.
  case window(of: URL, start: Double, duration: Double)
  /// A clip to synthesize.
  case synthetic(SyntheticClip)

  /// The digest of an example with this audio.
  ///
  /// - Parameter file: The digest of the bytes of the file that it is in; a clip to synthesize is in none.
  public func contentDigest(inFile file: ContentDigest) -> ContentDigest {
    switch self {
    case .file: file
    case .window(_, let start, let duration): ContentDigest(of: "\(file) \(start) \(duration)")
    case .synthetic(let clip): clip.contentDigest
    }
  }
}

/// One labelled clip of a corpus.
public struct Example: Sendable, Hashable {
  /// The file's name without its extension, or the synthetic clip's; of a window with its start in seconds behind
  /// it, `audio/fold1-0001@2.50`. Unique in its corpus.
  public var id: String
  /// Index into the corpus' class names; where several classes are heard, that which is heard longest.
  public var label: Int
  /// All classes that are heard, ascending and among them ``label``; nil where one class is all there is to say.
  public var heard: [Int]?
  /// The fold that the corpus assigns it to; at least 1.
  public var fold: Int
  /// The recording it was cut from: clips of one source belong on one side of a split.
  public var source: String
  /// Where its audio comes from.
  public var audio: AudioReference
  /// Of the file's bytes, of these and the place of a window, or of what a synthetic clip is made from.
  public var contentDigest: ContentDigest

  /// An example of its parts.
  public init(
    id: String, label: Int, heard: [Int]? = nil, fold: Int, source: String, audio: AudioReference,
    contentDigest: ContentDigest
  ) {
    self.id = id
    self.label = label
    self.heard = heard
    self.fold = fold
    self.source = source
    self.audio = audio
    self.contentDigest = contentDigest
  }
}
