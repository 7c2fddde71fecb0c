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
  ///   - variations: The ways in which clips are heard beside as they are, each a row of the table for every clip.
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
    for corpus: Corpus, heardAs variations: [ClipVariation] = [], frontEnd settings: FrontEnd.Settings,
    cache: FeatureCache?, jobs: Int,
    isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(FeatureExtractionError) -> FeatureTable {
    let frontEnd: FrontEnd
    do {
      frontEnd = try FrontEnd(settings)
    } catch {
      throw .frontEnd(error)
    }
    let ways = [.plain] + variations
    let work = Work(corpus: corpus, ways: ways, frontEnd: frontEnd, cache: cache)
    let examples = ways.flatMap { _ in corpus.examples }
    let values = work.values(jobs: jobs, isCancelled: isCancelled, progress: progress)
    let outcome = work.outcome.withLock(\.self)
    if !outcome.failures.isEmpty {
      throw .clips(outcome.failures.sorted { $0.key < $1.key }.map { (examples[$0.key].id, $0.value.reason) })
    }
    guard outcome.done == examples.count else { throw .cancelled }
    let table = FeatureTable(
      shape: frontEnd.featureShape, values: values, labels: examples.map { Int32($0.label) },
      folds: examples.map(\.fold), ids: examples.map(\.id), rowsPerClip: ways.count,
      cacheWarning: outcome.cacheWarning)
    let clips = table.clipsNotFinite
    guard clips.isEmpty else { throw .clips(clips) }
    return table
  }
}

/// One computation of a table, shared by its threads.
private final class Work: Sendable {
  /// Why a clip has no features in one of the ways.
  struct Failure: Comparable {
    var way: Int
    var reason: String

    static func < (left: Self, right: Self) -> Bool { left.way < right.way }
  }

  struct Outcome {
    /// Rows.
    var done = 0
    /// By clip; of one that fails in several ways, the first of them.
    var failures: [Int: Failure] = [:]
    var cacheWarning: String?
  }

  let corpus: Corpus
  let ways: [ClipVariation]
  let frontEnd: FrontEnd
  let cache: FeatureCache?
  let outcome = Mutex(Outcome())

  init(corpus: Corpus, ways: [ClipVariation], frontEnd: FrontEnd, cache: FeatureCache?) {
    self.corpus = corpus
    self.ways = ways
    self.frontEnd = frontEnd
    self.cache = cache
  }

  func values(
    jobs: Int, isCancelled: @Sendable () -> Bool, progress: @Sendable (Int, Int) -> Void
  ) -> [Float] {
    let width = frontEnd.featureShape.reduce(1, *)
    let count = ways.count * corpus.examples.count
    return [Float](unsafeUninitializedCapacity: count * width) { buffer, initializedCount in
      buffer.initialize(repeating: 0)
      initializedCount = buffer.count
      // Every thread writes rows of its own.
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

  private func features(of row: Int, extractor: FeatureExtractor) -> [Float]? {
    let (way, index) = row.quotientAndRemainder(dividingBy: corpus.examples.count)
    let example = corpus.examples[index]
    let recipe = ClipRecipe(ways[way], of: example, in: corpus)
    let key = cache.map { _ in
      FeatureCache.key(of: example.contentDigest, frontEnd: frontEnd.settings, recipe: recipe.text)
    }
    if let key, let kept = cache?.features(for: key, shape: frontEnd.featureShape) { return kept }
    do {
      let clip = try recipe.apply(to: corpus.waveform(of: example), of: corpus)
      let features = try extractor.features(of: clip)
      if let key { keep(features, for: key) }
      return features
    } catch {
      let failure = Failure(way: way, reason: String(describing: error))
      outcome.withLock { $0.failures[index] = min(failure, $0.failures[index] ?? failure) }
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
