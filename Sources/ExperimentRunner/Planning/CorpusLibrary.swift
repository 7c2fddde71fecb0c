public import Datasets
public import ExperimentSchema
public import Foundation
import NearNames

/// Opens corpora with their classes selected, each once.
public struct CorpusLibrary {
  private let classFolder: URL
  private let cacheFolder: URL?
  private let progress: @Sendable (_ corpus: String, _ done: Int, _ total: Int) -> Void
  private let choice: LayoutChoice
  private let opened: @Sendable (_ name: String, _ corpus: Corpus) -> Void
  private var corpora: [CorpusSelection: Corpus] = [:]

  /// A library of corpora.
  ///
  /// - Parameters:
  ///   - classFolder: Where class lists are, usually `Experiments/classes`.
  ///   - cacheFolder: Where digests of audio files are remembered.
  ///   - choice: How folders are read.
  ///   - progress: Told after each file read.
  ///   - opened: Told of each corpus once it is read, and the name by which it was asked for.
  public init(
    classFolder: URL, cacheFolder: URL?, choice: LayoutChoice = .recognized,
    progress: @escaping @Sendable (_ corpus: String, _ done: Int, _ total: Int) -> Void = { _, _, _ in },
    opened: @escaping @Sendable (_ name: String, _ corpus: Corpus) -> Void = { _, _ in }
  ) {
    self.classFolder = classFolder
    self.cacheFolder = cacheFolder
    self.choice = choice
    self.progress = progress
    self.opened = opened
  }

  /// Returns the corpus that `selection` names.
  ///
  /// - Throws: `CorpusError` where there is none, it cannot be read, a class has no clips, or nothing tells what is
  ///   heard in its windows.
  public mutating func corpus(_ selection: CorpusSelection) throws(CorpusError) -> Corpus {
    if let corpus = corpora[selection] { return corpus }
    // First, since this is where one is told how a folder of soundscapes is made.
    let annotations = selection.windows == nil ? nil : try SoundscapeAnnotations(ofCorpusAt: selection.name)
    let progress = progress
    let whole = try CorpusLocation.open(selection.name, choice: choice, cacheFolder: cacheFolder) {
      done, total in progress(selection.name, done, total)
    }
    opened(selection.name, whole)
    var corpus =
      selection.classes == CorpusSelection.allClasses
      ? whole : try whole.selecting(classList(named: selection.classes))
    if let windows = selection.windows, let annotations {
      corpus = try corpus.cut(into: windows, annotatedBy: annotations)
    }
    corpora[selection] = corpus
    return corpus
  }

  private func classList(named name: String) throws(CorpusError) -> ClassList {
    let file = classFolder.appending(path: name + ".json")
    guard FileManager.default.fileExists(atPath: file.path) else {
      let files = (try? FileManager.default.contentsOfDirectory(atPath: classFolder.path)) ?? []
      let names =
        [CorpusSelection.allClasses] + files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
      throw CorpusError(
        location: classFolder.relativePath,
        problems: [
          CorpusError.Problem(
            found: "no class list \"\(name)\"", expected: "one of \(names.sorted().joined(separator: ", "))",
            remedy: NearNames.question(for: name, among: names) ?? "Write \(name).json there.")
        ])
    }
    return try ClassList(contentsOf: file)
  }
}
