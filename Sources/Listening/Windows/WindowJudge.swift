import AudioFrontEnd
import Datasets
import ExperimentRunner
import ExperimentSchema
import NeuralNetworks
import Synchronization

/// Tells what a model says of windows: its plan and its plans of transforms, kept from one window to the next.
final class WindowJudge {
  private let recognizer: Recognizer
  private let threads: Int
  private let plan: InferencePlan
  private let extractor: FeatureExtractor

  /// The judge of a recogniser, which computes features on `threads` threads; at least 1.
  init(_ recognizer: Recognizer, threads: Int) throws {
    self.recognizer = recognizer
    self.threads = threads
    plan = try recognizer.model.makePlan()
    extractor = recognizer.frontEnd.makeExtractor()
  }

  /// Returns the probabilities of the classes of sounds, `[window, class]`; the same bits for any number of threads.
  ///
  /// - Throws: `FrontEndError` for amplitudes beyond all measure.
  func probabilities(of windows: [RecordingWindow]) throws -> [Float] {
    let logits = recognizer.model.predictions(of: try features(of: windows), by: plan, as: .logits)
    return stride(from: 0, to: logits.count, by: plan.classCount).flatMap { start -> [Float] in
      var row = logits[start..<start + plan.classCount]
      recognizer.head.apply(to: &row, temperature: recognizer.settings.temperature)
      return recognizer.outputs.map { row[start + $0] }
    }
  }

  private func features(of windows: [RecordingWindow]) throws -> [Float] {
    guard threads > 1 else {
      return try windows.flatMap { try Self.features(of: $0, by: extractor, recognizer) }
    }
    let results = Mutex([Result<[Float], any Error>?](repeating: nil, count: windows.count))
    WorkerThreads.forEach(
      count: windows.count, jobs: threads, makeWorkspace: recognizer.frontEnd.makeExtractor
    ) {
      [recognizer] extractor, index in
      let result = Result { try Self.features(of: windows[index], by: extractor, recognizer) }
      results.withLock { $0[index] = result }
    }
    return try results.withLock { try $0.flatMap { try $0?.get() ?? [] } }
  }

  /// Silence behind a recording's end is the front end's matter: it knows how shorter clips are filled.
  private static func features(
    of window: RecordingWindow, by extractor: FeatureExtractor, _ recognizer: Recognizer
  ) throws -> [Float] {
    try extractor.features(
      of: Waveform(
        samples: Array(window.samples.prefix(window.heardCount)), sampleRate: recognizer.sampleRate))
  }
}
