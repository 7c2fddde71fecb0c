import AudioFrontEnd
import DurableFiles
public import Foundation
import Synchronization

extension SyntheticCorpus {
  /// Writes `corpus` to `folder` in ESC-50's layout: 16-bit WAV in `audio/`, `meta/synthetic.csv`.
  ///
  /// All of it is written beside `folder` first and renamed at the end: the folder is whole or not there.
  ///
  /// - Parameters:
  ///   - folder: A folder that is empty or not there; the folders above it are made.
  ///   - corpus: A synthetic corpus, or a selection of it.
  ///   - jobs: Threads that synthesize.
  ///   - progress: Told after every clip, one call at a time.
  /// - Throws: ``CorpusError`` where the folder holds something, or cannot be written.
  ///
  /// Checked in `SyntheticCorpusTests`.
  public static func synthesize(
    to folder: URL, corpus: Corpus = corpus(seed: standardSeed), jobs: Int = 1,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws {
    try NewFolder.write(folder) { temporary in
      for name in ["audio", "meta"] {
        try FileManager.default.createDirectory(
          at: temporary.appending(path: name), withIntermediateDirectories: true)
      }
      try writeClips(of: corpus, to: temporary.appending(path: "audio"), jobs: jobs, progress: progress)
      try DurableFile.write(
        Data(table(of: corpus).utf8), to: temporary.appending(path: "meta/synthetic.csv"))
      try mark(temporary)
    }
  }

  // MARK: Marking

  /// The file that tells of a folder that its sounds are synthesized.
  private static let markName = "SYNTHETIC.md"

  /// Tells of `folder` that its sounds are synthesized, for whoever finds it, and for ``Corpus/isSynthetic``.
  static func mark(_ folder: URL) throws {
    let text = """
      The sounds in this folder are synthesized. What a model makes of them says nothing of real ones: models that are
      judged by them give no verdict on what suits children, as long as this file is here.

      """
    try DurableFile.write(Data(text.utf8), to: folder.appending(path: markName))
  }

  /// Whether `folder` is one whose sounds are synthesized.
  static func isMarked(_ folder: URL) -> Bool { CorpusPlace(folder).hasFile(markName) }

  private static func writeClips(
    of corpus: Corpus, to folder: URL, jobs: Int, progress: @Sendable (Int, Int) -> Void
  ) throws {
    let examples = corpus.examples
    let state = Mutex((done: 0, failure: (any Error)?.none))
    WorkerThreads.forEach(
      count: examples.count, jobs: jobs, isCancelled: { state.withLock { $0.failure != nil } },
      makeWorkspace: {}
    ) { _, index in
      do {
        let waveform = try corpus.waveform(of: examples[index])
        try AudioFile.write(waveform, to: folder.appending(path: examples[index].id + ".wav"))
        state.withLock {
          $0.done += 1
          progress($0.done, examples.count)
        }
      } catch {
        state.withLock { $0.failure = error }
      }
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  private static func table(of corpus: Corpus) -> String {
    let rows = corpus.examples.map { example in
      let take = example.id.split(separator: "-").last ?? "A"
      let category = corpus.classNames[example.label]
      let file = example.id + ".wav"
      return "\(file),\(example.fold),\(example.label),\(category),False,\(example.source),\(take)\n"
    }
    return "filename,fold,target,category,esc10,src_file,take\n" + rows.joined()
  }
}
