public import ExperimentSchema
import Foundation

extension Corpus {
  /// Returns this corpus of soundscapes cut into windows, each an example with all the classes heard in it.
  ///
  /// Classes are those of the annotations, and behind them ``SoundWindows/backgroundClass``, which is what is heard where
  /// nothing else is. An example's label is the class that is heard longest, the first of equals; fold and source are
  /// its recording's.
  ///
  /// - Parameters:
  ///   - windows: How recordings are cut.
  ///   - annotations: What is heard in them.
  /// - Throws: ``CorpusError`` naming recordings without annotations, or annotated for another fold, and a class that is
  ///   called as the background is.
  ///
  /// Checked in `SoundscapeWindowsTests`.
  public func cut(
    into windows: SoundWindows, annotatedBy annotations: SoundscapeAnnotations
  ) throws(CorpusError) -> Corpus {
    let problems = disagreements(with: annotations)
    guard problems.isEmpty else { throw CorpusError(location: "corpus \(name)", problems: problems) }
    let names = annotations.classNames + [SoundWindows.backgroundClass]
    let recordings = annotations.recordingsByID
    let cut = examples.flatMap { example -> [Example] in
      guard case .file(let file) = example.audio, let recording = recordings[Self.recordingID(of: file)]
      else { return [] }
      return windows.starts(inRecordingOf: recording.duration).map { start in
        let heard = windows.classesHeard(in: recording, from: start, background: names.count - 1)
        let audio = AudioReference.window(of: file, start: start, duration: windows.duration)
        return Example(
          id: example.id + "@" + String(format: "%.2f", start), label: heard.longest, heard: heard.all,
          fold: example.fold, source: example.source,
          audio: audio, contentDigest: audio.contentDigest(inFile: example.contentDigest))
      }
    }
    return Corpus(
      name: name + "-windows", classNames: names, examples: cut, reading: reading, isSynthetic: isSynthetic)
  }

  /// What keeps `annotations` from telling what is heard in windows of these recordings.
  func disagreements(with annotations: SoundscapeAnnotations) -> [CorpusError.Problem] {
    let recordings = annotations.recordingsByID
    var problems: [CorpusError.Problem] = []
    if annotations.classNames.contains(SoundWindows.backgroundClass) {
      problems.append(
        CorpusError.Problem(
          found: "a class called \"\(SoundWindows.backgroundClass)\"",
          expected: "other names: this one is for windows in which nothing is heard",
          remedy: "Rename it in the corpus that the soundscapes are composed of."))
    }
    for example in examples {
      if case .file(let file) = example.audio, recordings[Self.recordingID(of: file)]?.fold == example.fold {
        continue
      }
      problems.append(
        CorpusError.Problem(
          found: "\(example.id) in fold \(example.fold)",
          expected: "recordings that \(SoundscapeAnnotations.fileName) tells of, in the same folds",
          remedy: "Compose the soundscapes again."))
    }
    return problems
  }

  /// What annotations call the recording in `file`.
  private static func recordingID(of file: URL) -> String { CorpusPlace.stem(of: file.lastPathComponent) }
}

extension SoundscapeAnnotations {
  fileprivate var recordingsByID: [String: Recording] {
    Dictionary(recordings.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

extension SoundWindows {
  /// The classes that are heard in the window of `recording` from `start` on, ascending, and that which is heard longest.
  fileprivate func classesHeard(
    in recording: SoundscapeAnnotations.Recording, from start: Double, background: Int
  ) -> (all: [Int], longest: Int) {
    var durations: [Int: Double] = [:]
    for event in recording.events {
      let overlap = min(event.offset, start + duration) - max(event.onset, start)
      if overlap > 0 { durations[event.label, default: 0] += overlap }
    }
    let heard = durations.filter { $0.value >= minimumOverlap }.sorted { $0.key < $1.key }
    guard let first = heard.first else { return ([background], background) }
    let longest = heard.dropFirst().reduce(first) { $1.value > $0.value ? $1 : $0 }
    return (heard.map(\.key), longest.key)
  }
}
