import AudioFrontEnd
import ExperimentSchema

extension FrameFeatures {
  /// The features of frames that an experiment declares.
  init(_ specification: FrontEndSpecification.FrameFeatures) {
    let kind: Kind =
      switch specification.kind {
      case .spectrogram(let settings):
        .spectrogram(
          Spectrogram.Settings(
            fftLength: settings.fftLength, hopLength: settings.hopLength,
            scale: Spectrogram.Scale(settings.scale), decibels: Decibels(settings.decibels)))
      case .logMelSpectrogram(let settings):
        .logMelSpectrogram(LogMelSpectrogram.Settings(settings))
      case .mfcc(let settings):
        .mfcc(
          MelCepstrum.Settings(
            coefficientCount: settings.coefficientCount, lifter: settings.lifter,
            melSpectrogram: LogMelSpectrogram.Settings(settings.levels)))
      case .spectralDescriptors(let settings):
        .spectralDescriptors(
          SpectralDescriptors.Settings(
            fftLength: settings.fftLength, hopLength: settings.hopLength,
            descriptors: settings.descriptors.map(SpectralDescriptors.Descriptor.init),
            rollOff: settings.rollOff))
      }
    self.init(kind, deltas: specification.deltas)
  }
}

extension LogMelSpectrogram.Settings {
  fileprivate init(_ specification: FrontEndSpecification.LogMel) {
    self.init(
      fftLength: specification.fftLength, hopLength: specification.hopLength,
      melBandCount: specification.melBandCount,
      frequencyRange: specification.lowestFrequency...specification.highestFrequency,
      melScale: specification.melScale == .slaney ? .slaney : .htk,
      decibels: Decibels(specification.decibels))
  }
}

extension Decibels {
  fileprivate init(_ specification: FrontEndSpecification.Decibels) {
    self.init(
      reference: Float(specification.reference), floor: Float(specification.floor),
      dynamicRange: specification.dynamicRange.map { Float($0) })
  }
}

extension Spectrogram.Scale {
  fileprivate init(_ scale: FrontEndSpecification.Spectrogram.Scale) {
    self =
      switch scale {
      case .magnitude: .magnitude
      case .power: .power
      case .decibels: .decibels
      }
  }
}

extension SpectralDescriptors.Descriptor {
  fileprivate init(_ descriptor: FrontEndSpecification.SpectralDescriptors.Descriptor) {
    self =
      switch descriptor {
      case .centroid: .centroid
      case .bandwidth: .bandwidth
      case .rollOff: .rollOff
      case .flatness: .flatness
      case .zeroCrossingRate: .zeroCrossingRate
      case .rms: .rms
      }
  }
}

extension AudioFrontEnd.SummaryStatistic {
  init(_ statistic: ExperimentSchema.SummaryStatistic) {
    self =
      switch statistic {
      case .mean: .mean
      case .standardDeviation: .standardDeviation
      case .minimum: .minimum
      case .maximum: .maximum
      case .median: .median
      case .skewness: .skewness
      case .kurtosis: .kurtosis
      case .percentile(let percent): .percentile(percent)
      }
  }
}
