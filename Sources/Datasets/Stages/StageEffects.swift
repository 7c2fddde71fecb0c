public import AudioFrontEnd
public import Foundation
import Synchronization

/// What the stages of a front end leave of the clips of a corpus: of their energy, and of their length.
///
/// A gate whose noise profile is the clip's own beginning takes away an event that begins at once; this is where
/// one sees it. Checked in `StageEffectsTests`.
public struct StageEffects: Sendable, Equatable {
  /// What one stage, and all before it, leave of one clip.
  public struct Effect: Sendable, Equatable {
    /// The stage.
    public var stage: ClipStage.Name
    /// The share of the recording's energy that is left; nil for a clip of digital silence.
    public var energyShare: Double?
    /// Seconds that are left.
    public var duration: Double
  }

  /// One clip after each stage.
  public struct Clip: Sendable, Equatable {
    /// Its id in the corpus.
    public var id: String
    /// Its class.
    public var className: String
    /// Its length before any stage, in seconds.
    public var duration: Double
    /// The stages of the front end, in their order.
    public var effects: [Effect]
  }

  /// The clips in the corpus' order.
  public let clips: [Clip]

  /// Takes every clip of `corpus` through the stages.
  ///
  /// - Parameters:
  ///   - corpus: The clips.
  ///   - frontEnd: Whose stages.
  ///   - jobs: Threads to spread the clips over.
  ///   - progress: Told after every clip, one call at a time.
  /// - Throws: ``FeatureExtractionError`` naming all clips that cannot be decoded.
  public init(
    of corpus: Corpus, frontEnd: FrontEnd, jobs: Int = ProcessInfo.processInfo.activeProcessorCount,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(FeatureExtractionError) {
    let examples = corpus.examples
    let state = Mutex(
      (clips: [Clip?](repeating: nil, count: examples.count), failures: [Int: String](), done: 0))
    WorkerThreads.forEach(
      count: examples.count, jobs: jobs, makeWorkspace: { frontEnd.makeExtractor() }
    ) { extractor, index in
      let example = examples[index]
      let result = Result {
        Clip(
          id: example.id, className: corpus.classNames[example.label],
          stages: try extractor.stages(of: corpus.waveform(of: example)))
      }
      state.withLock {
        switch result {
        case .success(let clip): $0.clips[index] = clip
        case .failure(let error): $0.failures[index] = String(describing: error)
        }
        $0.done += 1
        progress($0.done, examples.count)
      }
    }
    let (clips, failures, _) = state.withLock(\.self)
    guard failures.isEmpty else {
      throw .clips(failures.sorted { $0.key < $1.key }.map { (examples[$0.key].id, $0.value) })
    }
    self.clips = clips.compactMap(\.self)
  }
}

extension StageEffects.Clip {
  init(id: String, className: String, stages: [ClipStage]) {
    let recording = stages[0]
    let energy = recording.energy
    self.init(
      id: id, className: className, duration: recording.waveform.duration,
      effects: stages.dropFirst().map {
        StageEffects.Effect(
          stage: $0.name, energyShare: energy > 0 ? $0.energy / energy : nil,
          duration: $0.waveform.duration)
      })
  }
}
