import AudioFrontEnd
import ContentDigest
import DurableFiles
import ExperimentSchema
public import Foundation
import JSONText
import Synchronization

/// Soundscapes as files: audio, truth as JSON and as DCASE writes it, and lists by which a folder of them is a corpus
/// of scenes.
///
/// `audio/<id>.flac`, `annotations/<id>.txt` (onset, offset and class, parted by tabs), `meta.txt` (file, scene,
/// identifier), `evaluation_setup/foldN_train.txt` and `foldN_evaluate.txt`, `soundscapes.json` with everything.
public enum SoundscapeFolder {
  /// Composes the soundscapes of `folds` and writes them to `folder`, which is whole afterwards or not there.
  ///
  /// - Parameters:
  ///   - composer: What composes.
  ///   - folds: Which folds.
  ///   - folder: A folder that is empty or not there; the folders above it are made.
  ///   - jobs: Threads that compose; the files do not depend on it.
  ///   - progress: Told after every soundscape, one call at a time.
  /// - Returns: What was written.
  /// - Throws: ``SoundscapeError``, or ``CorpusError`` where the folder holds something or cannot be written.
  public static func write(
    _ composer: SoundscapeComposer, folds: [Int], to folder: URL,
    jobs: Int = ProcessInfo.processInfo.activeProcessorCount,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> [Soundscape] {
    let soundscapes = try folds.flatMap { try composer.soundscapes(ofFold: $0) }
    try NewFolder.write(folder) { temporary in
      for name in ["audio", "annotations", "evaluation_setup"] {
        try FileManager.default.createDirectory(
          at: temporary.appending(path: name), withIntermediateDirectories: true)
      }
      try writeAudio(of: soundscapes, composer, to: temporary, jobs: jobs, progress: progress)
      for (name, text) in lists(of: soundscapes, folds: folds, classNames: composer.corpus.classNames) {
        try DurableFile.write(Data(text.utf8), to: temporary.appending(path: name))
      }
      if composer.corpus.isSynthetic { try SyntheticCorpus.mark(temporary) }
      let truth = document(of: soundscapes, composer).text()
      try DurableFile.write(Data(truth.utf8), to: temporary.appending(path: "soundscapes.json"))
    }
    return soundscapes
  }

  private static func writeAudio(
    of soundscapes: [Soundscape], _ composer: SoundscapeComposer, to folder: URL, jobs: Int,
    progress: @Sendable (Int, Int) -> Void
  ) throws {
    let state = Mutex((done: 0, failure: (any Error)?.none))
    WorkerThreads.forEach(
      count: soundscapes.count, jobs: jobs, isCancelled: { state.withLock { $0.failure != nil } },
      makeWorkspace: {}
    ) { _, index in
      do {
        let soundscape = soundscapes[index]
        try AudioFile.write(
          composer.waveform(of: soundscape), to: folder.appending(path: "audio/\(soundscape.id).flac"),
          format: .flac)
        state.withLock {
          $0.done += 1
          progress($0.done, soundscapes.count)
        }
      } catch {
        state.withLock { $0.failure = error }
      }
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// The lists that DCASE would have, by their paths.
  static func lists(
    of soundscapes: [Soundscape], folds: [Int], classNames: [String]
  ) -> [(path: String, text: String)] {
    func lines(_ soundscapes: [Soundscape], withIdentifier: Bool = false) -> String {
      soundscapes.map {
        "audio/\($0.id).flac\t\($0.scene)" + (withIdentifier ? "\t\($0.id)\n" : "\n")
      }.joined()
    }
    let annotations = soundscapes.map { soundscape in
      let events = soundscape.events.map {
        "\(decimals($0.onset))\t\(decimals($0.offset))\t\(classNames[$0.label])\n"
      }
      return ("annotations/\(soundscape.id).txt", events.joined())
    }
    return annotations + [("meta.txt", lines(soundscapes, withIdentifier: true))]
      + folds.flatMap { fold in
        [
          ("evaluation_setup/fold\(fold)_train.txt", lines(soundscapes.filter { $0.fold != fold })),
          ("evaluation_setup/fold\(fold)_evaluate.txt", lines(soundscapes.filter { $0.fold == fold })),
        ]
      }
  }

  /// Everything that is known of the soundscapes.
  static func document(of soundscapes: [Soundscape], _ composer: SoundscapeComposer) -> JSONNode {
    .object([
      ("earshotSoundscapes", .integer(1)), ("profile", .string(composer.profile.name)),
      ("seed", .integer(Int(composer.profile.seed))), ("corpus", .string(composer.corpus.name)),
      ("corpusDigest", .string(composer.corpus.digest.hexadecimal)),
      ("classes", .array(composer.corpus.classNames.map { .string($0) })),
      ("scenes", .array(composer.scenes.map { .string($0.name) })),
      ("soundscapes", .array(soundscapes.map { node(of: $0, composer.corpus.classNames) })),
    ])
  }

  private static func node(of soundscape: Soundscape, _ classNames: [String]) -> JSONNode {
    .object([
      ("id", .string(soundscape.id)), ("fold", .integer(soundscape.fold)),
      ("scene", .string(soundscape.scene)), ("duration", .number(soundscape.duration)),
      (
        "background",
        .object([
          ("color", .number(soundscape.background.color)), ("level", .number(soundscape.background.level)),
        ])
      ),
      (
        "events",
        .array(
          soundscape.events.map { event in
            .object([
              ("class", .string(classNames[event.label])), ("onset", .number(event.onset)),
              ("offset", .number(event.offset)), ("signalToNoise", .number(event.signalToNoise)),
              ("clip", .string(event.clip)), ("clipOnset", .number(event.clipOnset)),
            ])
          })
      ),
    ])
  }

  /// Seconds to a millisecond, as annotators write them.
  private static func decimals(_ seconds: Double) -> String { String(format: "%.3f", seconds) }
}
