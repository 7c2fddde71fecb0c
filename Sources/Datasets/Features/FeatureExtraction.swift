public import AudioFrontEnd
import ContentDigest
import Foundation
import Synchronization

/// Features of a corpus could not be computed.
public enum FeatureExtractionError: Error, Sendable {
  /// The front end's settings are out of range.
  case frontEnd(FrontEndError)
  /// Clips without features, each with its reason, in the corpus' order; at least one.
  case clips([(id: String, reason: String)])
  /// It was told to stop.
  case cancelled
}

extension FeatureExtractionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .frontEnd(let error): error.description
    case .cancelled: "The computation of features was stopped; what was computed is in the cache."
    case .clips(let clips):
      "\(clips.count) clip\(clips.count == 1 ? "" : "s") cannot be turned into features:\n"
        + CorpusError.told(clips) { "\($0.id): \($0.reason)" }
    }
  }
}

/// Computes the features of all clips of a corpus.
public enum FeatureExtraction {
  /// Returns the features of `corpus`, from `cache` where it has them.
  ///
  /// - Parameters:
  ///   - corpus: The clips; the table has them in the corpus' order.
  ///   - settings: What is computed.
  ///   - cache: Where features are kept; nil computes all of them.
  ///   - jobs: Threads to spread the clips over; the result does not depend on it.
  ///   - isCancelled: Asked before every clip.
  ///   - progress: Told after every clip, one call at a time, from any of the threads.
  /// - Throws: ``FeatureExtractionError``: settings out of range, all clips that cannot be decoded or
  ///   have features that are no finite numbers, or cancelled.
  ///
  /// Checked in `FeatureExtractionTests`.
  public static func table(
    for corpus: Corpus, frontEnd settings: FrontEnd.Settings, cache: FeatureCache?, jobs: Int,
    isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(FeatureExtractionError) -> FeatureTable {
    let frontEnd: FrontEnd
    do {
      frontEnd = try FrontEnd(settings)
    } catch {
      throw .frontEnd(error)
    }
    let work = Work(corpus: corpus, frontEnd: frontEnd, cache: cache)
    let examples = corpus.examples
    let values = work.values(jobs: jobs, isCancelled: isCancelled, progress: progress)
    let outcome = work.outcome.withLock(\.self)
    if !outcome.failures.isEmpty {
      throw .clips(outcome.failures.sorted { $0.key < $1.key }.map { (examples[$0.key].id, $0.value) })
    }
    guard outcome.done == examples.count else { throw .cancelled }
    let table = FeatureTable(
      shape: frontEnd.featureShape, values: values, labels: examples.map { Int32($0.label) },
      folds: examples.map(\.fold), ids: examples.map(\.id), cacheWarning: outcome.cacheWarning)
    let clips = table.clipsNotFinite
    guard clips.isEmpty else { throw .clips(clips) }
    return table
  }
}

/// One computation of a table, shared by its threads.
private final class Work: Sendable {
  struct Outcome {
    var done = 0
    var failures: [Int: String] = [:]
    var cacheWarning: String?
  }

  let corpus: Corpus
  let frontEnd: FrontEnd
  let cache: FeatureCache?
  let outcome = Mutex(Outcome())

  init(corpus: Corpus, frontEnd: FrontEnd, cache: FeatureCache?) {
    self.corpus = corpus
    self.frontEnd = frontEnd
    self.cache = cache
  }

  func values(
    jobs: Int, isCancelled: @Sendable () -> Bool, progress: @Sendable (Int, Int) -> Void
  ) -> [Float] {
    let width = frontEnd.featureShape.reduce(1, *)
    let count = corpus.examples.count
    return [Float](unsafeUninitializedCapacity: count * width) { buffer, initializedCount in
      buffer.initialize(repeating: 0)
      initializedCount = buffer.count
      // Every thread writes the rows of its own clips.
      nonisolated(unsafe) let buffer = buffer
      WorkerThreads.forEach(
        count: count, jobs: jobs, isCancelled: isCancelled, makeWorkspace: { frontEnd.makeExtractor() }
      ) { extractor, index in
        let features = features(of: index, extractor: extractor)
        if let features { _ = buffer[(index * width)...].update(fromContentsOf: features) }
        outcome.withLock {
          $0.done += 1
          progress($0.done, count)
        }
      }
    }
  }

  private func features(of index: Int, extractor: FeatureExtractor) -> [Float]? {
    let example = corpus.examples[index]
    let key = cache.map { _ in FeatureCache.key(of: example.contentDigest, frontEnd: frontEnd.settings) }
    if let key, let kept = cache?.features(for: key, shape: frontEnd.featureShape) { return kept }
    do {
      let features = try extractor.features(of: corpus.waveform(of: example))
      if let key { keep(features, for: key) }
      return features
    } catch {
      outcome.withLock { $0.failures[index] = String(describing: error) }
      return nil
    }
  }

  private func keep(_ features: [Float], for key: ContentDigest) {
    // A cache that refused once is left alone: the run needs no cache.
    guard let cache, outcome.withLock({ $0.cacheWarning == nil }) else { return }
    do {
      try cache.store(features, shape: frontEnd.featureShape, for: key)
    } catch {
      outcome.withLock { $0.cacheWarning = "features are not kept: \(error)" }
    }
  }
}
