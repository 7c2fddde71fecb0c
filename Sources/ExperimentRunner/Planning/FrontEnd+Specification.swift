package import AudioFrontEnd
package import ExperimentSchema

extension FrontEnd.Settings {
  /// The settings that an experiment declares.
  package init(_ specification: FrontEndSpecification) {
    self.init(
      sampleRate: specification.sampleRate,
      spectralGate: specification.spectralGate.map {
        SpectralGate.Settings(
          noiseSamples: $0.noiseSamples, thresholdDeviations: $0.thresholdDeviations,
          fftLength: $0.fftLength, hopLength: $0.hopLength)
      },
      trim: specification.trim.map {
        SilenceTrim.Settings(
          topDecibels: $0.topDecibels, frameLength: $0.frameLength, hopLength: $0.hopLength)
      },
      features: FrontEnd.Features(specification.features))
  }
}

extension FrontEnd.Features {
  fileprivate init(_ specification: FrontEndSpecification.Features) {
    switch specification {
    case .meanMagnitudeSpectrum(let fftLength, let hopLength):
      self = .meanMagnitudeSpectrum(fftLength: fftLength, hopLength: hopLength)
    case .logMelSpectrogram(let settings):
      self = .logMelSpectrogram(
        fftLength: settings.fftLength, hopLength: settings.hopLength,
        melBandCount: settings.melBandCount,
        frequencyRange: settings.lowestFrequency...settings.highestFrequency,
        melScale: settings.melScale == .slaney ? .slaney : .htk,
        frameCount: settings.frameCount)
    case .textureStatistics(let settings):
      self = .textureStatistics(
        TextureStatistics.Settings(
          fftLength: settings.fftLength, hopLength: settings.hopLength,
          frequencyRange: settings.lowestFrequency...settings.highestFrequency,
          duration: settings.duration))
    case .fineStatistics(let duration):
      self = .fineStatistics(duration: duration)
    case .joined(let parts):
      self = .joined(parts.map(Self.init))
    }
  }
}
