import AudioFrontEnd
public import Foundation

/// What a corpus holds, class by class.
public struct CorpusSummary: Sendable, Equatable, Codable {
  /// One class.
  public struct ClassSummary: Sendable, Equatable, Codable {
    /// Its name.
    public var name: String
    /// Clips in all folds.
    public var clipCount: Int
    /// Clips in each of ``CorpusSummary/folds``.
    public var clipsPerFold: [Int]
    /// Source recordings that its clips were cut from.
    public var sourceCount: Int
    /// Seconds of all clips that can be decoded; nil where durations were not asked for.
    public var duration: Double?
  }

  /// The corpus' name.
  public var name: String
  /// Its folds, ascending.
  public var folds: [Int]
  /// Its classes, sorted by name.
  public var classes: [ClassSummary]

  /// The summary of `corpus` without durations; reads no audio.
  public init(of corpus: Corpus) {
    self.init(of: corpus, durations: nil)
  }

  /// The summary of `corpus` with durations; decodes every clip.
  ///
  /// - Parameters:
  ///   - corpus: The corpus.
  ///   - jobs: Threads that decode.
  ///   - progress: Told after every clip, one call at a time.
  public init(
    measuring corpus: Corpus, jobs: Int = ProcessInfo.processInfo.activeProcessorCount,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) {
    let examples = corpus.examples
    let durations = WorkerThreads.map(count: examples.count, jobs: jobs, progress: progress) {
      (try? corpus.waveform(of: examples[$0]).duration) ?? 0
    }
    self.init(of: corpus, durations: durations)
  }

  private init(of corpus: Corpus, durations: [Double]?) {
    let folds = corpus.folds
    name = corpus.name
    self.folds = folds
    classes = corpus.classNames.indices.map { label in
      let indices = corpus.examples.indices.filter { corpus.examples[$0].label == label }
      return ClassSummary(
        name: corpus.classNames[label], clipCount: indices.count,
        clipsPerFold: folds.map { fold in indices.count { corpus.examples[$0].fold == fold } },
        sourceCount: Set(indices.map { corpus.examples[$0].source }).count,
        duration: durations.map { durations in indices.reduce(0) { $0 + durations[$1] } })
    }
  }
}
