public import Foundation
import NearNames

/// Finds a corpus by what a user calls it.
public enum CorpusLocation {
  /// Corpora that need no folder.
  public static let builtInNames = ["synthetic"]

  /// Opens the corpus `nameOrPath`.
  ///
  /// - Parameters:
  ///   - nameOrPath: `synthetic`, or the path of a folder.
  ///   - seed: The seed of the synthetic corpus.
  ///   - cacheFolder: Where digests of audio files are remembered; nil for nowhere.
  ///   - progress: Told after every file, one call at a time.
  /// - Throws: ``CorpusError`` naming near names and what was looked for, or with the problems of the
  ///   corpus found.
  public static func open(
    _ nameOrPath: String, seed: UInt64 = SyntheticCorpus.standardSeed, cacheFolder: URL? = nil,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(CorpusError) -> Corpus {
    if nameOrPath == "synthetic" { return SyntheticCorpus.corpus(seed: seed) }
    let folder = try folder(nameOrPath)
    return try ESC50Layout.read(folder, cacheFolder: cacheFolder, progress: progress)
  }

  /// Returns the folder of a corpus in a layout that is known.
  ///
  /// - Throws: ``CorpusError`` as ``open(_:seed:cacheFolder:progress:)``.
  static func folder(_ path: String) throws(CorpusError) -> URL {
    let folder = URL(fileURLWithPath: path.isEmpty ? "." : path)
    if !path.isEmpty, ESC50Layout.recognizes(folder) { return folder }
    let problem =
      if path.isEmpty || !FileManager.default.fileExists(atPath: folder.path) {
        CorpusError.Problem(
          found: "no corpus and no folder of that name", expected: "\"synthetic\" or the folder of a corpus",
          remedy: NearNames.question(for: path, among: builtInNames)
            ?? nearFolders(path, folder) ?? "Check the path.")
      } else if !ESC50Layout.isFolder(folder) {
        CorpusError.Problem(
          found: "a file", expected: "the folder of a corpus", remedy: "Name the folder that holds the clips."
        )
      } else {
        CorpusError.Problem(
          found: "a folder without \(lacking(in: folder))",
          expected: "a corpus in the layout of ESC-50: clips in audio/ and one table meta/*.csv",
          remedy: nestedFolder(in: folder).map { "Did you mean \($0)?" }
            ?? "Arrange it so, with the columns filename, fold and category.")
      }
    throw CorpusError(location: path.isEmpty ? "corpus \"\"" : path, problems: [problem])
  }

  private static func lacking(in folder: URL) -> String {
    var missing: [String] = []
    if !ESC50Layout.isFolder(folder.appending(path: "audio")) { missing.append("audio/") }
    if ESC50Layout.tables(in: folder).isEmpty { missing.append("meta/*.csv") }
    return missing.joined(separator: " and ")
  }

  private static func subfolders(of folder: URL) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { !$0.hasPrefix(".") && ESC50Layout.isFolder(folder.appending(path: $0)) }.sorted()
  }

  private static func nestedFolder(in folder: URL) -> String? {
    subfolders(of: folder).map { folder.appending(path: $0) }.first(where: ESC50Layout.recognizes)?.path
  }

  /// Asks for a corpus beside the folder that is not there, by the path that leads to it.
  private static func nearFolders(_ path: String, _ folder: URL) -> String? {
    let parent = folder.deletingLastPathComponent()
    let siblings = subfolders(of: parent).filter { ESC50Layout.recognizes(parent.appending(path: $0)) }
    let lead = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    let near = NearNames.candidates(for: folder.lastPathComponent, among: siblings).map { lead + $0 }
    return near.isEmpty ? nil : "Did you mean \(near.joined(separator: " or "))?"
  }
}
