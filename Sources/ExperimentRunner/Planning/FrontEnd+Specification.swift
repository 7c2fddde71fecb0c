package import AudioFrontEnd
package import ExperimentSchema

extension FrontEnd.Settings {
  /// The settings that an experiment declares.
  package init(_ specification: FrontEndSpecification) {
    self.init(
      sampleRate: specification.sampleRate,
      preEmphasis: specification.preEmphasis.map { PreEmphasis.Settings(coefficient: $0.coefficient) },
      spectralGate: specification.spectralGate.map(FrontEnd.Gate.init),
      trim: specification.trim.map {
        SilenceTrim.Settings(
          topDecibels: $0.topDecibels, frameLength: $0.frameLength, hopLength: $0.hopLength)
      },
      length: specification.length.map(ClipLength.Settings.init),
      features: FrontEnd.Features(specification.features))
  }
}

extension FrontEnd.Gate {
  fileprivate init(_ specification: FrontEndSpecification.SpectralGate) {
    switch specification {
    case .stationary(let gate):
      let noise: SpectralGate.Noise =
        switch gate.noise {
        case .profile(let samples): .profile(samples: samples)
        case .quietestFrames(let share): .quietestFrames(share: share)
        case .wholeClip: .wholeClip
        }
      self = .stationary(
        SpectralGate.Settings(
          noise: noise, thresholdDeviations: gate.thresholdDeviations, amount: gate.amount,
          fftLength: gate.fftLength, hopLength: gate.hopLength))
    case .nonStationary(let gate):
      self = .nonStationary(
        NonStationaryGate.Settings(
          timeConstant: gate.timeConstant, threshold: gate.threshold, slope: gate.slope,
          frequencySmoothing: gate.frequencySmoothing, timeSmoothing: gate.timeSmoothing,
          amount: gate.amount, fftLength: gate.fftLength, hopLength: gate.hopLength))
    }
  }
}

extension FrontEnd.Features {
  fileprivate init(_ specification: FrontEndSpecification.Features) {
    switch specification {
    case .meanMagnitudeSpectrum(let fftLength, let hopLength):
      self = .meanMagnitudeSpectrum(fftLength: fftLength, hopLength: hopLength)
    case .frames(let frames, let frameCount):
      self = .frames(FrameFeatures(frames), count: frameCount)
    case .summary(let frames, let statistics):
      self = .summary(FrameFeatures(frames), statistics: statistics.map(AudioFrontEnd.SummaryStatistic.init))
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

extension ClipLength.Settings {
  fileprivate init(_ specification: FrontEndSpecification.Length) {
    let mode: ClipLength.Mode =
      switch specification.mode {
      case .zeros: .zeros
      case .repeat: .repeat
      case .crop: .crop
      }
    let keep: ClipLength.KeptPart =
      switch specification.keep {
      case .start: .start
      case .middle: .middle
      case .loudest: .loudest
      }
    self.init(seconds: specification.seconds, mode: mode, keep: keep)
  }
}
