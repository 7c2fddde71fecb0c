/// From a recording to features: what the front end does, in order.
public struct FrontEndSpecification: Hashable, Sendable {
  /// The rate that recordings are resampled to, in Hz.
  public var sampleRate: Int
  /// The lift of high frequencies; nil leaves it out.
  public var preEmphasis: PreEmphasis?
  /// Noise reduction; nil leaves it out.
  public var spectralGate: SpectralGate?
  /// Removal of silence at both ends; nil leaves it out.
  public var trim: Trim?
  /// The length that clips are brought to; nil leaves each as long as it is.
  public var length: Length?
  /// What is computed of the rest.
  public var features: Features
  /// How the features are brought to a common scale; nil leaves them as they are.
  public var normalization: Normalization?

  /// A front end of these stages.
  public init(
    sampleRate: Int, preEmphasis: PreEmphasis? = nil, spectralGate: SpectralGate?, trim: Trim?,
    length: Length? = nil, features: Features, normalization: Normalization? = nil
  ) {
    self.sampleRate = sampleRate
    self.preEmphasis = preEmphasis
    self.spectralGate = spectralGate
    self.trim = trim
    self.length = length
    self.features = features
    self.normalization = normalization
  }

  /// The settings of the lift of high frequencies.
  public struct PreEmphasis: Hashable, Sendable {
    /// The share of the sample before that is taken away.
    public var coefficient: Double
  }

  /// The settings of the removal of silence.
  public struct Trim: Hashable, Sendable {
    /// Frames this far below the loudest one are silence, in dB.
    public var topDecibels: Double
    /// Samples whose level is taken together.
    public var frameLength: Int
    /// Samples between frames.
    public var hopLength: Int
  }

  /// The settings of the length that clips are brought to.
  public struct Length: Hashable, Sendable {
    /// What becomes of a shorter clip.
    public enum Mode: String, CaseIterable, Sendable {
      /// Silence follows its end.
      case zeros
      /// It begins again, as often as it takes.
      case `repeat`
      /// Nothing: only longer clips are cut.
      case crop
    }

    /// What is kept of a longer clip.
    public enum KeptPart: String, CaseIterable, Sendable {
      case start, middle, loudest
    }

    /// The length in seconds.
    public var seconds: Double
    /// What becomes of shorter clips.
    public var mode: Mode
    /// What is kept of longer clips.
    public var keep: KeptPart
  }

  /// What the model sees of a clip.
  public enum Features: Hashable, Sendable {
    /// The mean over frames of the magnitude STFT: a vector of `fftLength / 2 + 1`.
    case meanMagnitudeSpectrum(fftLength: Int, hopLength: Int)
    /// The first `frameCount` frames: `[channel, row, frame]`; longer clips are cut, silence follows shorter
    /// ones.
    case frames(FrameFeatures, frameCount: Int)
    /// Statistics over all frames of a clip: a vector, `[statistic × channel × row]`.
    case summary(FrameFeatures, statistics: [SummaryStatistic])
    /// 690 statistics of log-mel levels: a vector.
    case textureStatistics(TextureStatistics)
    /// 254 statistics of envelopes over `duration` seconds: a vector.
    case fineStatistics(duration: Double)
    /// Vectors one behind the other; none of them is itself joined.
    case joined([Features])

    /// The shape of one example's features: `[features]` or `[channel, row, frame]`.
    public var shape: [Int] {
      switch self {
      case .meanMagnitudeSpectrum(let fftLength, _): [fftLength / 2 + 1]
      case .frames(let frames, let frameCount): [frames.channelCount, frames.rowCount, frameCount]
      case .summary(let frames, let statistics):
        [statistics.count * frames.channelCount * frames.rowCount]
      case .textureStatistics: [690]
      case .fineStatistics: [254]
      case .joined(let parts): [parts.reduce(0) { $0 + $1.shape.reduce(1, *) }]
      }
    }

    /// In which scale all of the features measure levels; nil where they do not.
    public var levelScale: LevelScale? {
      switch self {
      case .meanMagnitudeSpectrum: .magnitude
      case .frames(let frames, _): frames.levelScale
      case .summary, .textureStatistics, .fineStatistics, .joined: nil
      }
    }
  }

  /// The settings of statistics of log-mel levels.
  public struct TextureStatistics: Hashable, Sendable {
    /// FFT length in samples; even.
    public var fftLength: Int
    /// Samples between frames.
    public var hopLength: Int
    /// Lowest edge of the lowest of 64 mel bands, in Hz.
    public var lowestFrequency: Double
    /// Highest edge of the highest band, in Hz.
    public var highestFrequency: Double
    /// Seconds looked at; a longer clip is cut, silence follows a shorter one.
    public var duration: Double
  }

  /// The shape of one example's features: `[features]` or `[channel, row, frame]`.
  public var featureShape: [Int] { features.shape }
}
