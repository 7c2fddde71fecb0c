import AudioFrontEnd
import Datasets
import ExperimentRunner
import ExperimentSchema
import NeuralNetworks
import Synchronization

/// Tells what a model says of windows: its plan and its plans of transforms, kept from one window to the next.
final class WindowJudge {
  /// What is said of a window: a probability for each class of sounds, and one for none of them.
  let answerCount: Int

  private let recognizer: Recognizer
  private let threads: Int
  private let plan: InferencePlan
  private let extractor: FeatureExtractor
  private let featureCount: Int

  /// The judge of a recogniser, which computes features on `threads` threads; at least 1.
  init(_ recognizer: Recognizer, threads: Int) throws {
    self.recognizer = recognizer
    self.threads = threads
    answerCount = recognizer.outputs.count + 1
    plan = try recognizer.model.makePlan()
    extractor = recognizer.frontEnd.makeExtractor()
    featureCount = recognizer.frontEnd.featureShape.reduce(1, *)
  }

  /// Returns the probabilities of the classes of sounds, and as the last 1 where a window is like none of them, all
  /// others then being 0: `[window, answer]`; the same bits for any number of threads.
  ///
  /// - Throws: `FrontEndError` for amplitudes beyond all measure.
  func answers(to windows: [RecordingWindow]) throws -> [Float] {
    let features = recognizer.model.normalized(try features(of: windows))
    let logits = recognizer.model.predictions(of: features, by: plan, as: .logits)
    return windows.indices.flatMap { index -> [Float] in
      var row = logits[index * plan.classCount..<(index + 1) * plan.classCount]
      recognizer.head.apply(to: &row, temperature: recognizer.settings.temperature)
      guard !isRejected(row, features: features[index * featureCount..<(index + 1) * featureCount]) else {
        return [Float](repeating: 0, count: answerCount - 1) + [1]
      }
      return recognizer.outputs.map { row[row.startIndex + $0] } + [0]
    }
  }

  /// Whether a window is like none of the classes: no class is likely, or its features lie far from all that was trained
  /// on.
  private func isRejected(_ probabilities: ArraySlice<Float>, features: ArraySlice<Float>) -> Bool {
    // Where each class is heard or not, hearing none of them is an answer.
    guard let reject = recognizer.settings.reject, recognizer.head == .softmax else { return false }
    if Double(probabilities.max() ?? 0) < reject.leastProbability { return true }
    guard case .corpus = recognizer.model.normalizer else { return false }
    let sum = features.reduce(0.0) { $0 + Double($1) * Double($1) }
    return (sum / Double(features.count)).squareRoot() > reject.greatestDistance
  }

  private func features(of windows: [RecordingWindow]) throws -> [Float] {
    guard threads > 1 else {
      return try windows.flatMap { try Self.features(of: $0, by: extractor, recognizer) }
    }
    let results = Mutex([Result<[Float], any Error>?](repeating: nil, count: windows.count))
    WorkerThreads.forEach(
      count: windows.count, jobs: threads, makeWorkspace: recognizer.frontEnd.makeExtractor
    ) { [recognizer] extractor, index in
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
