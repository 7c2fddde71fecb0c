/// From a recording to features: what the front end does, in order.
public struct FrontEndSpecification: Hashable, Sendable {
  /// The rate that recordings are resampled to, in Hz.
  public var sampleRate: Int
  /// Noise reduction; nil leaves it out.
  public var spectralGate: SpectralGate?
  /// Removal of silence at both ends; nil leaves it out.
  public var trim: Trim?
  /// What is computed of the rest.
  public var features: Features
  /// How the features are brought to a common scale; nil leaves them as they are.
  public var normalization: Normalization?

  /// A front end of these stages.
  public init(
    sampleRate: Int, spectralGate: SpectralGate?, trim: Trim?, features: Features,
    normalization: Normalization? = nil
  ) {
    self.sampleRate = sampleRate
    self.spectralGate = spectralGate
    self.trim = trim
    self.features = features
    self.normalization = normalization
  }

  /// The settings of the spectral gate: a threshold per frequency, learnt from the clip's beginning.
  public struct SpectralGate: Hashable, Sendable {
    /// Samples from the start that make up the noise profile.
    public var noiseSamples: Int
    /// The threshold above the profile's mean level, in its standard deviations.
    public var thresholdDeviations: Double
    /// FFT length in samples; even.
    public var fftLength: Int
    /// Samples between frames.
    public var hopLength: Int
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

  /// What the model sees of a clip.
  public enum Features: Hashable, Sendable {
    /// The mean over frames of the magnitude STFT: a vector of `fftLength / 2 + 1`.
    case meanMagnitudeSpectrum(fftLength: Int, hopLength: Int)
    /// Log-mel levels in dB: `[1, melBand, frame]`.
    case logMelSpectrogram(LogMel)
    /// 690 statistics of log-mel levels: a vector.
    case textureStatistics(TextureStatistics)
    /// 254 statistics of envelopes over `duration` seconds: a vector.
    case fineStatistics(duration: Double)
    /// Vectors one behind the other; none of them is itself joined.
    case joined([Features])

    /// The shape of one example's features: `[features]` or `[channel, melBand, frame]`.
    public var shape: [Int] {
      switch self {
      case .meanMagnitudeSpectrum(let fftLength, _): [fftLength / 2 + 1]
      case .logMelSpectrogram(let settings): [1, settings.melBandCount, settings.frameCount]
      case .textureStatistics: [690]
      case .fineStatistics: [254]
      case .joined(let parts): [parts.reduce(0) { $0 + $1.shape.reduce(1, *) }]
      }
    }
  }

  /// The settings of a log-mel spectrogram.
  public struct LogMel: Hashable, Sendable {
    /// FFT length in samples; even.
    public var fftLength: Int
    /// Samples between frames.
    public var hopLength: Int
    /// Mel bands.
    public var melBandCount: Int
    /// Lowest edge of the lowest band, in Hz.
    public var lowestFrequency: Double
    /// Highest edge of the highest band, in Hz.
    public var highestFrequency: Double
    /// How mel relates to frequency.
    public var melScale: MelScale
    /// Frames of the result; a longer clip is cut at the end, a shorter one padded with its floor.
    public var frameCount: Int
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

  /// How mel relates to frequency.
  public enum MelScale: String, Codable, CaseIterable, Sendable {
    /// Linear below 1 kHz, logarithmic above (Slaney's *Auditory Toolbox*); librosa's default.
    case slaney
    /// `2595 log10(1 + f / 700)`, as HTK has it.
    case htk
  }

  /// The shape of one example's features: `[features]` or `[channel, melBand, frame]`.
  public var featureShape: [Int] { features.shape }
}
