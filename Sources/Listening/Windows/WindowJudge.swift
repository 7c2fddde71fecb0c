import AudioFrontEnd
import Datasets
import ExperimentRunner
import ExperimentSchema
import NeuralNetworks
import Synchronization

/// Tells what a model says of windows: its plan and its plans of transforms, kept from one window to the next.
final class WindowJudge {
  /// Windows that are judged together.
  private static let batchLength = 32

  /// What is said of a window: a probability for each class of sounds, and one for none of them.
  let answerCount: Int

  private let recognizer: Recognizer
  private let threads: Int
  private let plan: InferencePlan
  private let extractor: FeatureExtractor
  private let featureCount: Int
  /// Windows whose features are still to be computed: several only where threads share them.
  private var windows: [RecordingWindow] = []
  /// Features that are still to be judged.
  private var features: [Float] = []

  /// The judge of a recogniser, which computes features on `threads` threads; at least 1.
  init(_ recognizer: Recognizer, threads: Int) throws {
    self.recognizer = recognizer
    self.threads = threads
    answerCount = recognizer.outputs.count + 1
    plan = try recognizer.model.makePlan()
    extractor = recognizer.frontEnd.makeExtractor()
    featureCount = recognizer.frontEnd.featureShape.reduce(1, *)
  }

  /// Takes the next window, and returns what is said of the windows that make a batch with it; mostly nothing.
  ///
  /// - Returns: The probabilities of the classes of sounds, and as the last 1 where a window is like none of them, all
  ///   others then being 0: `[window, answer]`; the same bits for any number of threads.
  /// - Throws: `FrontEndError` for amplitudes beyond all measure.
  func append(_ window: RecordingWindow) throws -> [Float] {
    windows.append(window)
    if threads == 1 || windows.count == Self.batchLength { try computeFeatures() }
    return features.count >= Self.batchLength * featureCount ? answers() : []
  }

  /// Returns what is said of the windows that are left, as ``append(_:)`` does.
  func finish() throws -> [Float] {
    try computeFeatures()
    return answers()
  }

  private func answers() -> [Float] {
    let scaled = recognizer.model.normalized(features)
    features.removeAll(keepingCapacity: true)
    let logits = recognizer.model.predictions(of: scaled, by: plan, as: .logits)
    return (0..<scaled.count / featureCount).flatMap { index -> [Float] in
      var row = logits[index * plan.classCount..<(index + 1) * plan.classCount]
      recognizer.head.apply(to: &row, temperature: recognizer.settings.temperature)
      guard !isRejected(row, features: scaled[index * featureCount..<(index + 1) * featureCount]) else {
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

  private func computeFeatures() throws {
    defer { windows.removeAll(keepingCapacity: true) }
    guard threads > 1 else {
      for window in windows { features += try Self.features(of: window, by: extractor, recognizer) }
      return
    }
    let results = Mutex([Result<[Float], any Error>?](repeating: nil, count: windows.count))
    WorkerThreads.forEach(
      count: windows.count, jobs: threads, makeWorkspace: recognizer.frontEnd.makeExtractor
    ) { [recognizer, windows] extractor, index in
      let result = Result { try Self.features(of: windows[index], by: extractor, recognizer) }
      results.withLock { $0[index] = result }
    }
    features += try results.withLock { try $0.flatMap { try $0?.get() ?? [] } }
  }

  /// Silence behind a recording's end is the front end's matter: it knows how shorter clips are filled.
  private static func features(
    of window: RecordingWindow, by extractor: FeatureExtractor, _ recognizer: Recognizer
  ) throws -> [Float] {
    let samples =
      window.heardCount == window.samples.count
      ? window.samples : Array(window.samples.prefix(window.heardCount))
    return try extractor.features(of: Waveform(samples: samples, sampleRate: recognizer.sampleRate))
  }
}
