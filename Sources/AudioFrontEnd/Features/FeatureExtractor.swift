/// The plans and memory that turn clips into features: one per thread, reused from clip to clip.
public final class FeatureExtractor {
  /// Axes of one clip's features.
  public let featureShape: [Int]

  private let sampleRate: Int
  private let trim: SilenceTrim?
  private let frameCount: Int?
  private let gate: SpectralGate?
  private let meanMagnitude: MeanMagnitudeSpectrum?
  private let logMel: LogMelSpectrogram?

  init(settings: FrontEnd.Settings, featureShape: [Int]) throws(FrontEndError) {
    self.featureShape = featureShape
    sampleRate = settings.sampleRate
    gate = if let settings = settings.spectralGate { try SpectralGate(settings) } else { nil }
    trim = if let settings = settings.trim { try SilenceTrim(settings) } else { nil }
    switch settings.features {
    case .meanMagnitudeSpectrum(let fftLength, let hopLength):
      meanMagnitude = try MeanMagnitudeSpectrum(fftLength: fftLength, hopLength: hopLength)
      logMel = nil
      frameCount = nil
    case .logMelSpectrogram(
      let fftLength, let hopLength, let melBandCount, let frequencyRange, let melScale, let frameCount):
      try FrontEndError.require(
        frameCount, in: 1...100_000, "features.frameCount", unit: "frames",
        remedy: "A clip of 5 s has 1 + 5 × sampleRate / hopLength.")
      let filterbank = try MelFilterbank(
        bandCount: melBandCount, fftLength: fftLength, sampleRate: settings.sampleRate,
        frequencyRange: frequencyRange, scale: melScale)
      logMel = try LogMelSpectrogram(fftLength: fftLength, hopLength: hopLength, filterbank: filterbank)
      meanMagnitude = nil
      self.frameCount = frameCount
    }
  }

  /// Returns the features of `audio`, row-major, all finite.
  ///
  /// - Throws: ``FrontEndError/noSamples``, ``FrontEndError/nonFiniteFeatures``, or that of
  ///   ``Resampler/resample(_:to:)``.
  public func features(of audio: Waveform) throws(FrontEndError) -> [Float] {
    guard !audio.samples.isEmpty else { throw .noSamples }
    var samples = try Resampler.resample(audio, to: sampleRate).samples
    if let gated = gate?.apply(to: samples) { samples = gated }
    let kept = trim?.bounds(of: samples) ?? samples.indices
    let values = samples.withUnsafeBufferPointer { samples in
      let clip = UnsafeBufferPointer(rebasing: samples[kept])
      return meanMagnitude?.apply(to: clip) ?? logMel?.apply(to: clip, frameCount: frameCount) ?? []
    }
    guard values.allSatisfy(\.isFinite) else { throw .nonFiniteFeatures }
    return values
  }
}
