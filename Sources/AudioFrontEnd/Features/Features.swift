extension FrontEnd {
  /// What is computed of a clip.
  public enum Features: Hashable, Sendable {
    /// Mean over frames of the STFT's magnitude: `[fftLength / 2 + 1]`.
    case meanMagnitudeSpectrum(fftLength: Int, hopLength: Int)
    /// The first `count` frames, silence following the clip's end: `[channel, row, count]`.
    case frames(FrameFeatures, count: Int)
    /// Statistics over all frames of a clip, one behind the other: `[statistic × channel × row]`.
    case summary(FrameFeatures, statistics: [SummaryStatistic])
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
      case .frames(let frames, let count): [frames.channelCount, frames.rowCount, count]
      case .summary(let frames, let statistics):
        [statistics.count * frames.channelCount * frames.rowCount]
      case .textureStatistics: [TextureStatistics.count]
      case .fineStatistics: [FineStatistics.count]
      case .joined(let parts): [parts.reduce(0) { $0 + $1.shape.reduce(1, *) }]
      }
    }
  }
}

/// As JSON: an object whose `type` is the name of the case, or of the kind of frames.
extension FrontEnd.Features: Codable {
  private enum Kind: String, Codable {
    case meanMagnitudeSpectrum, summary, textureStatistics, fineStatistics, joined
  }

  private enum CodingKeys: String, CodingKey {
    case type, fftLength, hopLength, frameCount, of, statistics, settings, duration, parts
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch Kind(rawValue: try container.decode(String.self, forKey: .type)) {
    case .meanMagnitudeSpectrum:
      self = .meanMagnitudeSpectrum(
        fftLength: try container.decode(Int.self, forKey: .fftLength),
        hopLength: try container.decode(Int.self, forKey: .hopLength))
    case .summary:
      self = .summary(
        try container.decode(FrameFeatures.self, forKey: .of),
        statistics: try container.decode([SummaryStatistic].self, forKey: .statistics))
    case .textureStatistics:
      self = .textureStatistics(try container.decode(TextureStatistics.Settings.self, forKey: .settings))
    case .fineStatistics:
      self = .fineStatistics(duration: try container.decode(Double.self, forKey: .duration))
    case .joined:
      self = .joined(try container.decode([Self].self, forKey: .parts))
    case nil:
      self = .frames(
        try FrameFeatures(from: decoder), count: try container.decode(Int.self, forKey: .frameCount))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .meanMagnitudeSpectrum(let fftLength, let hopLength):
      try container.encode(Kind.meanMagnitudeSpectrum, forKey: .type)
      try container.encode(fftLength, forKey: .fftLength)
      try container.encode(hopLength, forKey: .hopLength)
    case .frames(let frames, let count):
      try frames.encode(to: encoder)
      try container.encode(count, forKey: .frameCount)
    case .summary(let frames, let statistics):
      try container.encode(Kind.summary, forKey: .type)
      try container.encode(frames, forKey: .of)
      try container.encode(statistics, forKey: .statistics)
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
