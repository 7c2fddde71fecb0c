import AudioFrontEnd
import ExperimentRunner
import ExperimentSchema

/// Features of a clip as a whole, as a run computes them.
enum FrontEndFeatures {
  static func of(_ samples: [Float], _ document: ModelDocument) throws -> [Float] {
    try FrontEnd(FrontEnd.Settings(document.frontEnd)).features(
      of: Waveform(samples: samples, sampleRate: document.frontEnd.sampleRate))
  }
}
