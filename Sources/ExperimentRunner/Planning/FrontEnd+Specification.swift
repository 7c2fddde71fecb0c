package import AudioFrontEnd
package import ExperimentSchema

extension FrontEnd.Settings {
  /// The settings that an experiment declares.
  package init(_ specification: FrontEndSpecification) {
    let features: FrontEnd.Features =
      switch specification.features {
      case .meanMagnitudeSpectrum(let fftLength, let hopLength):
        .meanMagnitudeSpectrum(fftLength: fftLength, hopLength: hopLength)
      case .logMelSpectrogram(let settings):
        .logMelSpectrogram(
          fftLength: settings.fftLength, hopLength: settings.hopLength,
          melBandCount: settings.melBandCount,
          frequencyRange: settings.lowestFrequency...settings.highestFrequency,
          melScale: settings.melScale == .slaney ? .slaney : .htk,
          frameCount: settings.frameCount)
      }
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
      features: features)
  }
}
