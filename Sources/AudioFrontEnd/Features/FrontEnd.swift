/// From a recording to the numbers a model sees: resampling, pre-emphasis, gate, trim, length, features.
///
/// A `FrontEnd` is its checked settings. ``makeExtractor()`` gives the workspace that does the work;
/// each thread takes its own and keeps it over clips. Results depend on the settings and the audio
/// alone, not on the thread, the order of clips, or what an extractor did before.
public struct FrontEnd: Sendable {
  /// What is done to a recording, in order.
  public struct Settings: Hashable, Codable, Sendable {
    /// The rate everything after resampling works at, in Hz; 1 000...384 000.
    public var sampleRate: Int
    /// The lift of high frequencies; nil for none.
    public var preEmphasis: PreEmphasis.Settings?
    /// Noise reduction; nil for none.
    public var spectralGate: Gate?
    /// Removal of silence at both ends; nil for none.
    public var trim: SilenceTrim.Settings?
    /// The length that clips are brought to; nil leaves each as long as it is.
    public var length: ClipLength.Settings?
    /// What is computed of the result.
    public var features: Features

    /// Settings; a step that is left out is not done.
    public init(
      sampleRate: Int, preEmphasis: PreEmphasis.Settings? = nil,
      spectralGate: Gate? = nil, trim: SilenceTrim.Settings? = nil,
      length: ClipLength.Settings? = nil, features: Features
    ) {
      self.sampleRate = sampleRate
      self.preEmphasis = preEmphasis
      self.spectralGate = spectralGate
      self.trim = trim
      self.length = length
      self.features = features
    }
  }

  /// Version of the arithmetic, part of the key under which features are cached: raise it with every
  /// change that may alter a result.
  public static let version = 1

  /// What is done to a recording.
  public let settings: Settings
  /// Axes of one clip's features: of a vector its length, of frames `[channel, row, frame]`.
  public let featureShape: [Int]

  /// Checks the settings.
  ///
  /// - Throws: ``FrontEndError`` naming the setting, its range and a remedy.
  public init(_ settings: Settings) throws(FrontEndError) {
    try FrontEndError.require(
      settings.sampleRate, in: 1_000...384_000, "sampleRate", unit: "Hz", remedy: "Try 22050.")
    self.settings = settings
    featureShape = settings.features.shape
    _ = try FeatureExtractor(settings: settings, featureShape: featureShape)
  }

  /// Returns a workspace for one thread.
  public func makeExtractor() -> FeatureExtractor {
    do {
      return try FeatureExtractor(settings: settings, featureShape: featureShape)
    } catch {
      preconditionFailure("settings that were checked are refused: \(error)")
    }
  }

  /// Returns the features of one clip; for many clips keep an extractor.
  ///
  /// - Returns: As many values as ``featureShape`` multiplies to, row-major, all finite.
  /// - Throws: ``FrontEndError`` for audio without samples or with amplitudes beyond all measure.
  public func features(of audio: Waveform) throws(FrontEndError) -> [Float] {
    try makeExtractor().features(of: audio)
  }
}
