public import AudioFrontEnd
public import ContentDigest

/// Labelled clips in folds.
public struct Corpus: Sendable {
  /// A short name: `synthetic`, `esc50`, `esc10`, or made from the folder's.
  public var name: String
  /// The classes, sorted, behind them that of windows in which nothing is heard; labels are indices into them.
  public let classNames: [String]
  /// The clips, sorted by id: their order is part of every result.
  public let examples: [Example]
  /// SHA-256 over the sorted lines of id, class, fold, source and audio digest, and of all classes that are heard where
  /// there may be several.
  public let digest: ContentDigest
  /// How it was read from its folder; nil for a corpus that has none.
  public let reading: CorpusReading?
  /// Whether its clips, or those that its recordings are composed of, are synthesized: what a model makes of them says
  /// nothing of real sounds.
  public let isSynthetic: Bool

  /// A corpus of `examples`, which it sorts by id.
  ///
  /// - Parameter isSynthetic: Whether recordings of the examples are made of synthesized sounds; examples that are
  ///   synthesized themselves need not be told of.
  /// - Precondition: labels are indices into `classNames`; either all examples tell all classes that are heard, the
  ///   label among them, or none does.
  public init(
    name: String, classNames: [String], examples: [Example], reading: CorpusReading? = nil,
    isSynthetic: Bool = false
  ) {
    precondition(
      examples.allSatisfy { classNames.indices ~= $0.label }, "labels are indices into the class names")
    let told = examples.compactMap(\.heard)
    precondition(
      told.isEmpty || told.count == examples.count,
      "all examples tell every class that is heard, or none does")
    precondition(
      examples.allSatisfy { example in
        example.heard?.allSatisfy { classNames.indices ~= $0 } != false
          && example.heard?.contains(example.label) != false
      }, "classes that are heard are indices into the class names, and the label is one of them")
    self.name = name
    self.classNames = classNames
    self.reading = reading
    self.isSynthetic =
      isSynthetic
      || examples.contains { example in
        if case .synthetic = example.audio { true } else { false }
      }
    self.examples = examples.sorted { $0.id < $1.id }
    let lines = self.examples.map { example in
      let heard = example.heard.map { "\t" + $0.map { classNames[$0] }.joined(separator: "\t") } ?? ""
      return "\(example.id)\t\(classNames[example.label])\t\(example.fold)\t\(example.source)\t"
        + "\(example.contentDigest)\(heard)\n"
    }
    digest = ContentDigest(of: lines.joined())
  }

  /// The folds that clips are in, ascending.
  public var folds: [Int] { Set(examples.map(\.fold)).sorted() }

  /// Whether several classes may be heard in an example.
  public var isMultiLabel: Bool { examples.first?.heard != nil }

  /// Returns the audio of `example`: decoded, or synthesized.
  ///
  /// - Throws: `AudioFileError` where its file cannot be decoded.
  public func waveform(of example: Example) throws(AudioFileError) -> Waveform {
    example.audio.cut(from: try recording(of: example))
  }

  /// Returns the recording that `example` is, or is a window of.
  ///
  /// - Throws: `AudioFileError` where its file cannot be decoded.
  func recording(of example: Example) throws(AudioFileError) -> Waveform {
    switch example.audio {
    case .file(let file), .window(let file, _, _): try AudioFile.decode(file).waveform
    case .synthetic(let clip): clip.render()
    }
  }
}

extension AudioReference {
  /// What this refers to of `recording`, at any sampling rate: all of it, or a window, which is shorter where the recording
  /// ends in it.
  func cut(from recording: Waveform) -> Waveform {
    guard case .window(_, let start, let duration) = self else { return recording }
    let rate = Double(recording.sampleRate)
    let first = min(Int((start * rate).rounded()), recording.samples.count)
    let last = min(first + Int((duration * rate).rounded()), recording.samples.count)
    return Waveform(samples: Array(recording.samples[first..<last]), sampleRate: recording.sampleRate)
  }
}
