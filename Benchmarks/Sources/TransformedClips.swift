import AudioFrontEnd
import Foundation

/// Clips in memory, put through one transform of the front end.
struct TransformedClips {
  /// What is measured, at librosa's lengths.
  enum Transform: String, CaseIterable {
    /// The complex spectrogram: FFT 2048, hop 512.
    case stft
    /// 128 mel bands of it in dB, no more than 80 below the peak.
    case logMel
    /// The non-stationary gate of noisereduce 3 at its defaults.
    case nonStationaryGate
    /// That of the six generations: resampling, gate, trim, mean magnitude spectrum. All others are of clips at
    /// 22 050 Hz.
    case documented
  }

  private let clips: [Waveform]
  private let work: (Waveform) throws -> Void

  /// Decodes `recordings`, at least one, and plans `transform`.
  ///
  /// - Throws: `AudioFileError` for a file that cannot be decoded.
  init(_ transform: Transform, recordings: [URL]) throws {
    let rate = 22_050
    clips = try recordings.map { recording in
      let waveform = try AudioFile.decode(recording).waveform
      return transform == .documented ? waveform : try Resampler.resample(waveform, to: rate)
    }
    switch transform {
    case .stft:
      let spectra = try Spectra()
      work = { spectra.compute($0.samples) }
    case .logMel:
      let levels = try FrameFeatureTransform(
        FrameFeatures(
          .logMelSpectrogram(
            LogMelSpectrogram.Settings(
              fftLength: 2_048, hopLength: 512, melBandCount: 128, frequencyRange: 0...Double(rate) / 2))),
        sampleRate: rate)
      work = { _ = levels.apply(to: $0.samples) }
    case .nonStationaryGate:
      let gate = try NonStationaryGate(sampleRate: rate)
      work = { _ = gate.apply(to: $0) }
    case .documented:
      let extractor = try FrontEnd(
        FrontEnd.Settings(
          sampleRate: rate, spectralGate: .stationary(SpectralGate.Settings()), trim: SilenceTrim.Settings(),
          features: .meanMagnitudeSpectrum(fftLength: 512, hopLength: 256))
      ).makeExtractor()
      work = { _ = try extractor.features(of: $0) }
    }
  }

  /// Transforms a clip; numbers beyond the last begin again.
  ///
  /// - Throws: `FrontEndError` for a clip that has no features.
  func perform(_ number: Int) throws { try work(clips[number % clips.count]) }
}

/// A transform and the spectrogram that it fills.
private final class Spectra {
  private var transform: ShortTimeFourierTransform
  private var spectrogram: ComplexSpectrogram

  init() throws {
    let transform = try ShortTimeFourierTransform(.init(fftLength: 2_048, hopLength: 512))
    spectrogram = transform.makeSpectrogram()
    self.transform = transform
  }

  func compute(_ samples: [Float]) { transform.forward(samples, into: &spectrogram) }
}
