extension FrontEnd {
  /// What is computed of a clip.
  public enum Features: Hashable, Sendable {
    /// Mean over frames of the STFT's magnitude: `[fftLength / 2 + 1]`.
    case meanMagnitudeSpectrum(fftLength: Int, hopLength: Int)
    /// Mel spectrogram in dB of the first `frameCount` frames, silence following the clip's end:
    /// `[1, melBandCount, frameCount]`. Frequencies in Hz.
    case logMelSpectrogram(
      fftLength: Int, hopLength: Int, melBandCount: Int, frequencyRange: ClosedRange<Double>,
      melScale: MelScale, frameCount: Int)
    /// Statistics of log-mel levels, ``TextureStatistics``: `[690]`.
    case textureStatistics(TextureStatistics.Settings)
    /// Statistics of envelopes over `duration` seconds, ``FineStatistics``: `[254]`.
    case fineStatistics(duration: Double)
    /// Vectors one behind the other; at least one part, each with one axis.
    case joined([Features])

    /// Axes of one clip's features.
    public var shape: [Int] {
      switch self {
      case .meanMagnitudeSpectrum(let fftLength, _): [fftLength / 2 + 1]
      case .logMelSpectrogram(_, _, let melBandCount, _, _, let frameCount):
        [1, melBandCount, frameCount]
      case .textureStatistics: [TextureStatistics.count]
      case .fineStatistics: [FineStatistics.count]
      case .joined(let parts): [parts.reduce(0) { $0 + $1.shape.reduce(1, *) }]
      }
    }
  }
}

/// As JSON: an object whose `type` is the name of the case.
extension FrontEnd.Features: Codable {
  private enum Kind: String, Codable {
    case meanMagnitudeSpectrum, logMelSpectrogram, textureStatistics, fineStatistics, joined
  }

  private enum CodingKeys: String, CodingKey {
    case type, fftLength, hopLength, melBandCount, frequencyRange, melScale, frameCount, settings, duration,
      parts
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(Kind.self, forKey: .type) {
    case .meanMagnitudeSpectrum:
      self = .meanMagnitudeSpectrum(
        fftLength: try container.decode(Int.self, forKey: .fftLength),
        hopLength: try container.decode(Int.self, forKey: .hopLength))
    case .logMelSpectrogram:
      let edges = try container.decode([Double].self, forKey: .frequencyRange)
      guard edges.count == 2, edges[0] <= edges[1] else {
        throw DecodingError.dataCorruptedError(
          forKey: .frequencyRange, in: container,
          debugDescription: "found \(edges); expected two frequencies in Hz, the lower first")
      }
      self = .logMelSpectrogram(
        fftLength: try container.decode(Int.self, forKey: .fftLength),
        hopLength: try container.decode(Int.self, forKey: .hopLength),
        melBandCount: try container.decode(Int.self, forKey: .melBandCount),
        frequencyRange: edges[0]...edges[1],
        melScale: try container.decode(MelScale.self, forKey: .melScale),
        frameCount: try container.decode(Int.self, forKey: .frameCount))
    case .textureStatistics:
      self = .textureStatistics(try container.decode(TextureStatistics.Settings.self, forKey: .settings))
    case .fineStatistics:
      self = .fineStatistics(duration: try container.decode(Double.self, forKey: .duration))
    case .joined:
      self = .joined(try container.decode([Self].self, forKey: .parts))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .meanMagnitudeSpectrum(let fftLength, let hopLength):
      try container.encode(Kind.meanMagnitudeSpectrum, forKey: .type)
      try container.encode(fftLength, forKey: .fftLength)
      try container.encode(hopLength, forKey: .hopLength)
    case .logMelSpectrogram(
      let fftLength, let hopLength, let melBandCount, let frequencyRange, let melScale, let frameCount):
      try container.encode(Kind.logMelSpectrogram, forKey: .type)
      try container.encode(fftLength, forKey: .fftLength)
      try container.encode(hopLength, forKey: .hopLength)
      try container.encode(melBandCount, forKey: .melBandCount)
      try container.encode([frequencyRange.lowerBound, frequencyRange.upperBound], forKey: .frequencyRange)
      try container.encode(melScale, forKey: .melScale)
      try container.encode(frameCount, forKey: .frameCount)
    case .textureStatistics(let settings):
      try container.encode(Kind.textureStatistics, forKey: .type)
      try container.encode(settings, forKey: .settings)
    case .fineStatistics(let duration):
      try container.encode(Kind.fineStatistics, forKey: .type)
      try container.encode(duration, forKey: .duration)
    case .joined(let parts):
      try container.encode(Kind.joined, forKey: .type)
      try container.encode(parts, forKey: .parts)
    }
  }
}
