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
      targets: corpus.isMultiLabel ? examples.flatMap { corpus.targets(of: $0) } : nil,
      folds: examples.map(\.fold), ids: examples.map(\.id), rowsPerClip: ways.count,
      cacheWarning: outcome.cacheWarning)
    let clips = table.clipsNotFinite
    guard clips.isEmpty else { throw .clips(clips) }
    return table
  }
}

extension Corpus {
  /// `[class]`: 1 for each class that is heard in `example`, else 0.
  fileprivate func targets(of example: Example) -> [Float] {
    var targets = [Float](repeating: 0, count: classNames.count)
    for label in example.heard ?? [example.label] { targets[label] = 1 }
    return targets
  }

  /// The places of examples that are cut from one recording, which their ids keep together; of others each by itself.
  fileprivate var recordings: [Range<Int>] {
    var recordings: [Range<Int>] = []
    var last: URL?
    for (index, example) in examples.enumerated() {
      var file: URL?
      if case .window(let recording, _, _) = example.audio { file = recording }
      if let file, file == last {
        recordings[recordings.count - 1] = recordings[recordings.count - 1].lowerBound..<index + 1
      } else {
        recordings.append(index..<index + 1)
      }
      last = file
    }
    return recordings
  }
}

/// One computation of a table, shared by its threads.
///
/// A thread takes a recording at a time, with all its windows where it is cut into some: it is decoded and resampled
/// once, and its features are kept in one piece.
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
  let recordings: [Range<Int>]
  let ways: [ClipVariation]
  let frontEnd: FrontEnd
  let cache: FeatureCache?
  let outcome = Mutex(Outcome())

  init(corpus: Corpus, ways: [ClipVariation], frontEnd: FrontEnd, cache: FeatureCache?) {
    self.corpus = corpus
    recordings = corpus.recordings
    self.ways = ways
    self.frontEnd = frontEnd
    self.cache = cache
  }

  func values(
    jobs: Int, isCancelled: @Sendable () -> Bool, progress: @Sendable (Int, Int) -> Void
  ) -> [Float] {
    let width = frontEnd.featureShape.reduce(1, *)
    let clipCount = corpus.examples.count
    return [Float](unsafeUninitializedCapacity: ways.count * clipCount * width) { buffer, initializedCount in
      buffer.initialize(repeating: 0)
      initializedCount = buffer.count
      // Every thread writes rows of its own.
      nonisolated(unsafe) let buffer = buffer
      WorkerThreads.forEach(
        count: ways.count * recordings.count, jobs: jobs, isCancelled: isCancelled,
        makeWorkspace: { frontEnd.makeExtractor() }
      ) { extractor, unit in
        let (way, recording) = unit.quotientAndRemainder(dividingBy: recordings.count)
        let clips = recordings[recording]
        if let features = features(of: clips, heardIn: way, extractor: extractor) {
          _ = buffer[((way * clipCount + clips.lowerBound) * width)...].update(fromContentsOf: features)
        }
        outcome.withLock {
          $0.done += clips.count
          progress($0.done, ways.count * clipCount)
        }
      }
    }
  }

  /// The features of the clips at `places`, all of one recording, one behind the other; nil where one has none.
  private func features(of places: Range<Int>, heardIn way: Int, extractor: FeatureExtractor) -> [Float]? {
    let clips = corpus.examples[places]
    let recipes = clips.map { ClipRecipe(ways[way], of: $0, in: corpus) }
    let shape = (clips.count > 1 ? [clips.count] : []) + frontEnd.featureShape
    let key = cache.map { _ in
      FeatureCache.key(
        of: Self.digest(of: clips), frontEnd: frontEnd.settings,
        recipe: recipes.map(\.text).joined(separator: "\n"))
    }
    if let key, let kept = cache?.features(for: key, shape: shape) { return kept }
    var place = places.lowerBound
    do {
      var recording = try corpus.recording(of: clips[place])
      // As a recogniser does: windows are cut at the model's rate.
      if case .window = clips[place].audio {
        recording = try Resampler.resample(recording, to: frontEnd.settings.sampleRate)
      }
      var features: [Float] = []
      for (clip, recipe) in zip(clips, recipes) {
        let waveform = try recipe.apply(to: clip.audio.cut(from: recording), of: corpus)
        features += try extractor.features(of: waveform)
        place += 1
      }
      if let key { keep(features, shape: shape, for: key) }
      return features
    } catch {
      let failure = Failure(way: way, reason: String(describing: error))
      outcome.withLock { $0.failures[place] = min(failure, $0.failures[place] ?? failure) }
      return nil
    }
  }

  /// The content of a clip, or of several windows together.
  private static func digest(of clips: ArraySlice<Example>) -> ContentDigest {
    let digests = clips.map(\.contentDigest)
    return digests.count == 1
      ? digests[0] : ContentDigest(of: digests.map(\.hexadecimal).joined(separator: "\n"))
  }

  private func keep(_ features: [Float], shape: [Int], for key: ContentDigest) {
    // A cache that refused once is left alone: the run needs no cache.
    guard let cache, outcome.withLock({ $0.cacheWarning == nil }) else { return }
    do {
      try cache.store(features, shape: shape, for: key)
    } catch {
      outcome.withLock { $0.cacheWarning = "features are not kept: \(error)" }
    }
  }
}
