import AudioFrontEnd
import Foundation

/// Clips in memory at 22 050 Hz, put through one transform of the front end.
struct TransformedClips {
  /// What is measured, at librosa's lengths.
  enum Transform: String, CaseIterable {
    /// The complex spectrogram: FFT 2048, hop 512.
    case stft
    /// 128 mel bands of it in dB, no more than 80 below the peak.
    case logMel
    /// The non-stationary gate of noisereduce 3 at its defaults.
    case nonStationaryGate
  }

  private let clips: [[Float]]
  private let work: ([Float]) -> Void

  /// Decodes and resamples `recordings`, at least one, and plans `transform`.
  ///
  /// - Throws: `AudioFileError` for a file that cannot be decoded.
  init(_ transform: Transform, recordings: [URL]) throws {
    let rate = 22_050
    clips = try recordings.map { try Resampler.resample(AudioFile.decode($0).waveform, to: rate).samples }
    switch transform {
    case .stft:
      let spectra = try Spectra()
      work = { spectra.compute($0) }
    case .logMel:
      let levels = try FrameFeatureTransform(
        FrameFeatures(
          .logMelSpectrogram(
            LogMelSpectrogram.Settings(
              fftLength: 2_048, hopLength: 512, melBandCount: 128, frequencyRange: 0...Double(rate) / 2))),
        sampleRate: rate)
      work = { _ = levels.apply(to: $0) }
    case .nonStationaryGate:
      let gate = try NonStationaryGate(sampleRate: rate)
      work = { _ = gate.apply(to: $0) }
    }
  }

  /// Transforms a clip; numbers beyond the last begin again.
  func perform(_ number: Int) { work(clips[number % clips.count]) }
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
