public import AudioFrontEnd
public import ContentDigest

/// Labelled clips in folds.
public struct Corpus: Sendable {
  /// A short name: `synthetic`, `esc50`, `esc10`, or made from the folder's.
  public var name: String
  /// The classes, sorted; labels are indices into them.
  public let classNames: [String]
  /// The clips, sorted by id: their order is part of every result.
  public let examples: [Example]
  /// SHA-256 over the sorted lines of id, class, fold, source and audio digest.
  public let digest: ContentDigest
  /// How it was read from its folder; nil for a corpus that has none.
  public let reading: CorpusReading?

  /// A corpus of `examples`, which it sorts by id.
  ///
  /// - Precondition: labels are indices into `classNames`.
  public init(name: String, classNames: [String], examples: [Example], reading: CorpusReading? = nil) {
    precondition(
      examples.allSatisfy { classNames.indices ~= $0.label }, "labels are indices into the class names")
    self.name = name
    self.classNames = classNames
    self.reading = reading
    self.examples = examples.sorted { $0.id < $1.id }
    let lines = self.examples.map {
      "\($0.id)\t\(classNames[$0.label])\t\($0.fold)\t\($0.source)\t\($0.contentDigest)\n"
    }
    digest = ContentDigest(of: lines.joined())
  }

  /// The folds that clips are in, ascending.
  public var folds: [Int] { Set(examples.map(\.fold)).sorted() }

  /// Returns the audio of `example`: decoded, or synthesized.
  ///
  /// - Throws: `AudioFileError` where its file cannot be decoded.
  public func waveform(of example: Example) throws(AudioFileError) -> Waveform {
    switch example.audio {
    case .file(let file): try AudioFile.decode(file).waveform
    case .synthetic(let clip): clip.render()
    }
  }
}
