public import Datasets
public import Foundation

/// Recordings whose events are known: a folder that `earshot corpus compose` has made.
public struct AnnotatedRecordings: Sendable {
  /// The folder.
  public let folder: URL
  /// What is heard in its recordings.
  public let annotations: SoundscapeAnnotations

  /// The recordings in the folder at `path`.
  ///
  /// - Throws: `CorpusError` where there are no annotations, saying how they are made, or with all that is wrong with
  ///   them.
  public init(at path: String) throws(CorpusError) {
    annotations = try SoundscapeAnnotations(ofCorpusAt: path)
    folder = URL(filePath: path)
  }

  /// The folds that recordings are of, ascending.
  public var folds: [Int] { Set(annotations.recordings.map(\.fold)).sorted() }

  /// The recordings of `folds`, in the order of the annotations.
  ///
  /// - Throws: `CorpusError` where a fold has none.
  public func recordings(inFolds folds: [Int]) throws(CorpusError) -> [SoundscapeAnnotations.Recording] {
    let present = self.folds
    let absent = folds.filter { !present.contains($0) }
    guard absent.isEmpty else {
      throw CorpusError(
        location: folder.relativePath,
        problems: [
          CorpusError.Problem(
            found: "no recording of fold \(absent.map(String.init).joined(separator: ", "))",
            expected: "folds that it has: \(present.map(String.init).joined(separator: ", "))",
            remedy: "Name them by --folds, or compose recordings of that fold.")
        ])
    }
    return annotations.recordings.filter { folds.contains($0.fold) }
  }

  /// The audio of `recording`.
  func audio(of recording: SoundscapeAnnotations.Recording) -> URL {
    folder.appending(path: "audio/\(recording.id).flac")
  }
}
