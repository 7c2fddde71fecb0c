public import Foundation
import NearNames

/// Finds a corpus by what a user calls it.
public enum CorpusLocation {
  /// Corpora that need no folder.
  public static let builtInNames = ["synthetic"]

  /// Opens the corpus `nameOrPath`.
  ///
  /// - Parameters:
  ///   - nameOrPath: `synthetic`, the path of a folder, of a CSV table or of a manifest.
  ///   - seed: The seed of the synthetic corpus.
  ///   - choice: How the folder is to be read.
  ///   - cacheFolder: Where digests of audio files are remembered; nil for nowhere.
  ///   - progress: Told after every file, one call at a time.
  /// - Throws: ``CorpusError`` naming near names and what was looked for, or with the problems of the
  ///   corpus found.
  public static func open(
    _ nameOrPath: String, seed: UInt64 = SyntheticCorpus.standardSeed, choice: LayoutChoice = .recognized,
    cacheFolder: URL? = nil, progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(CorpusError) -> Corpus {
    if nameOrPath == "synthetic" { return SyntheticCorpus.corpus(seed: seed) }
    return try opened(
      listing(at: nameOrPath, choice: choice), choice: choice, cacheFolder: cacheFolder, progress: progress)
  }

  /// The corpus of `listing`, if all its clips are there and are what they are said to be.
  static func opened(
    _ listing: CorpusListing, choice: LayoutChoice, cacheFolder: URL?, progress: @Sendable (Int, Int) -> Void
  ) throws(CorpusError) -> Corpus {
    guard listing.missing.isEmpty else {
      throw CorpusError(location: listing.location.path, problems: listing.missing.map(\.problem))
    }
    let digests = try AudioDigests(of: listing.folder, cacheFolder: cacheFolder).digests(
      of: listing.clips.map { listing.folder.appending(path: $0.path) }, progress: progress)
    let changed = listing.changedClips(digests: digests)
    guard changed.isEmpty else {
      throw CorpusError(location: listing.location.path, problems: changed.map(\.problem))
    }
    return listing.corpus(digests: digests, dealing: choice.dealing)
  }

  /// What the corpus at `path` is said to hold.
  ///
  /// - Parameter isImport: Whether a manifest that is there is passed over.
  /// - Throws: ``CorpusError`` as ``open(_:seed:choice:cacheFolder:progress:)``; missing files are no error
  ///   here.
  static func listing(
    at path: String, choice: LayoutChoice, isImport: Bool = false
  ) throws(CorpusError) -> CorpusListing {
    let url = URL(fileURLWithPath: path.isEmpty ? "." : path)
    let parent = CorpusPlace(url.deletingLastPathComponent())
    if !path.isEmpty, parent.hasFile(url.lastPathComponent) {
      switch url.pathExtension.lowercased() {
      case "csv":
        return try TableLayout.listing(of: parent, table: url.lastPathComponent, columns: choice.columns)
      case "json" where !isImport: return try CorpusManifest(contentsOf: url).listing(at: url)
      default: break
      }
    }
    let place = CorpusPlace(url)
    guard !path.isEmpty, place.hasFolder("") else { throw noFolder(path, url) }
    let layout = try layout(of: place, path: path, choice: choice, isImport: isImport)
    guard layout.recognizes(place) else {
      throw CorpusError(
        location: path,
        problems: [
          CorpusError.Problem(
            found: "a folder without \(layout.requirements)", expected: layout.title,
            remedy: "Check the path, or choose another --layout.")
        ])
    }
    return switch layout {
    case .manifest:
      try CorpusManifest(contentsOf: place.url(CorpusManifest.fileName)).listing(
        at: place.url(CorpusManifest.fileName))
    case .esc50: try ESC50Layout.listing(of: place)
    case .urbanSound8K: try UrbanSound8KLayout.listing(of: place)
    case .scenes: try SceneListLayout.listing(of: place)
    case .folders: try ClassFolderLayout.listing(of: place)
    case .table: try TableLayout.listing(of: place, columns: choice.columns)
    }
  }

  /// The layout that was chosen, or the one that `place` has.
  private static func layout(
    of place: CorpusPlace, path: String, choice: LayoutChoice, isImport: Bool
  ) throws(CorpusError) -> CorpusLayout {
    if let layout = choice.layout { return layout }
    if choice.columns != nil { return .table }
    let readings = CorpusLayout.allCases.filter { !(isImport && $0 == .manifest) && $0.recognizes(place) }
    if let layout = readings.first, readings.count == 1 || layout == .manifest { return layout }
    let problem =
      readings.isEmpty
      ? CorpusError.Problem(
        found: "a folder without \(lacking(in: place))",
        expected: "a corpus in one of these layouts: "
          + CorpusLayout.allCases.map { "\($0.rawValue) (\($0.requirements))" }.joined(separator: "; "),
        remedy: nestedFolder(in: place).map { "Did you mean \($0)?" } ?? "Arrange it so.")
      : CorpusError.Problem(
        found: "a folder that reads as "
          + readings.map { "\($0.title) (\($0.requirements))" }.joined(separator: " and as "),
        expected: "one of them",
        remedy: "Decide it for good by earshot corpus import \(path) "
          + readings.map { "--layout \($0.rawValue)" }.joined(separator: " or ")
          + ", or move the other elsewhere.")
    throw CorpusError(location: path, problems: [problem])
  }

  private static func noFolder(_ path: String, _ url: URL) -> CorpusError {
    let problem =
      if path.isEmpty || !FileManager.default.fileExists(atPath: url.path) {
        CorpusError.Problem(
          found: "no corpus and no folder of that name", expected: "\"synthetic\" or the folder of a corpus",
          remedy: NearNames.question(for: path, among: builtInNames)
            ?? nearFolders(path, url) ?? "Check the path.")
      } else {
        CorpusError.Problem(
          found: "a file", expected: "the folder of a corpus", remedy: "Name the folder that holds the clips."
        )
      }
    return CorpusError(location: path.isEmpty ? "corpus \"\"" : path, problems: [problem])
  }

  /// What of the commonest layout is not there.
  private static func lacking(in place: CorpusPlace) -> String {
    var missing: [String] = []
    if !place.hasFolder("audio") { missing.append("audio/") }
    if ESC50Layout.tables(in: place).isEmpty { missing.append("meta/*.csv") }
    return missing.joined(separator: " and ")
  }

  private static func nestedFolder(in place: CorpusPlace) -> String? {
    place.folders().map { place.url($0) }.first(where: isCorpus)?.path
  }

  private static func isCorpus(_ folder: URL) -> Bool {
    let place = CorpusPlace(folder)
    return CorpusLayout.allCases.contains { $0.recognizes(place) }
  }

  /// Asks for a corpus beside the folder that is not there, by the path that leads to it.
  private static func nearFolders(_ path: String, _ folder: URL) -> String? {
    let parent = CorpusPlace(folder.deletingLastPathComponent())
    let lead = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    let near = NearNames.candidates(for: folder.lastPathComponent, among: parent.folders())
      .filter { isCorpus(parent.url($0)) }.map { lead + $0 }
    return near.isEmpty ? nil : "Did you mean \(near.joined(separator: " or "))?"
  }
}
