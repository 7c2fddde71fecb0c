import AudioFrontEnd
import ExperimentRunner
import ExperimentSchema
import Foundation

/// Recordings turned into features, each from its file: decoding, resampling, gate, trim, features.
struct FrontEndClips {
  private let extractor: FeatureExtractor
  private let recordings: [URL]

  /// The front end of the experiment in the file `experiment`, on `recordings`; at least one.
  ///
  /// - Throws: What the decoder throws for the file, and the front end for its settings.
  init(experiment file: URL, recordings: [URL]) throws {
    let experiment = try ExperimentDecoder.experiment(at: file)
    extractor = try FrontEnd(FrontEnd.Settings(experiment.frontEnd)).makeExtractor()
    self.recordings = recordings
  }

  /// Computes the features of a recording; numbers beyond the last begin again.
  ///
  /// - Throws: `AudioFileError` or `FrontEndError` for a file that has no features.
  func perform(_ number: Int) throws {
    let recording = recordings[number % recordings.count]
    _ = try extractor.features(of: AudioFile.decode(recording).waveform)
  }
}
