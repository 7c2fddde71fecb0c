public import Foundation

/// Corpora laid out as ESC-50 is: clips in `audio/`, one CSV table in `meta/`.
///
/// The table needs the columns `filename`, `fold` and `category`. The source recording is in `src_file`,
/// else the second part of the name `fold-source-take-target`; a clip that says neither is a source of its
/// own. A clip may be there under another audio extension than the table says.
public enum ESC50Layout {
  /// Whether `folder` looks laid out like this: it has a folder `audio` and a table in `meta`.
  public static func recognizes(_ folder: URL) -> Bool {
    isFolder(folder.appending(path: "audio")) && !tables(in: folder).isEmpty
  }

  /// Reads the corpus in `folder`.
  ///
  /// - Parameters:
  ///   - folder: The folder that holds `audio` and `meta`.
  ///   - cacheFolder: Where digests of audio files are remembered; nil reads all files every time.
  ///   - progress: Told after every file, one call at a time.
  /// - Throws: ``CorpusError`` with every problem of the table, line by line, among them files that are
  ///   not there.
  ///
  /// Checked in `ESC50LayoutTests`.
  public static func read(
    _ folder: URL, cacheFolder: URL? = nil,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(CorpusError) -> Corpus {
    let listing = try ESC50Listing(of: folder)
    guard listing.missing.isEmpty else {
      throw CorpusError(location: listing.table.path, problems: listing.missing.map(\.problem))
    }
    return try corpus(of: listing, in: folder, cacheFolder: cacheFolder, progress: progress)
  }

  /// The corpus of the clips in `listing` that are there.
  static func corpus(
    of listing: ESC50Listing, in folder: URL, cacheFolder: URL?, progress: @Sendable (Int, Int) -> Void
  ) throws(CorpusError) -> Corpus {
    let digests = try AudioDigests(of: folder, cacheFolder: cacheFolder).digests(
      of: listing.clips.map(\.file), progress: progress)
    let classNames = Set(listing.clips.map(\.category)).sorted()
    let labels = Dictionary(uniqueKeysWithValues: zip(classNames, classNames.indices))
    let examples = zip(listing.clips, digests).map { clip, digest in
      Example(
        id: clip.id, label: labels[clip.category] ?? 0, fold: clip.fold, source: clip.source,
        audio: .file(clip.file), contentDigest: digest)
    }
    return Corpus(
      name: name(of: folder, classNames: classNames), classNames: classNames, examples: examples)
  }

  static func name(of folder: URL, classNames: [String]) -> String {
    if classNames == ESC50Categories.fifty { return "esc50" }
    if classNames == ESC50Categories.ten { return "esc10" }
    let words = folder.standardizedFileURL.lastPathComponent.lowercased().unicodeScalars
      .map { ("a"..."z").contains($0) || ("0"..."9").contains($0) ? Character($0) : "-" }
    let slug = String(words).split(separator: "-").joined(separator: "-").prefix(48)
    return slug.isEmpty ? "corpus" : String(slug)
  }

  static func tables(in folder: URL) -> [URL] {
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "meta").path)) ?? []
    return names.filter { $0.lowercased().hasSuffix(".csv") && !$0.hasPrefix(".") }.sorted()
      .map { folder.appending(path: "meta/" + $0) }
  }

  static func isFolder(_ url: URL) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }
}
