import ContentDigest
import DurableFiles
public import Foundation

/// Writing a corpus down as a manifest.
public enum CorpusImport {
  /// The JSON Schema of manifests.
  public static var jsonSchema: String { CorpusManifest.jsonSchema }

  /// What is to be written, besides what the folder tells.
  public struct Options: Sendable {
    /// How the folder is read.
    public var choice: LayoutChoice
    /// The corpus' name; nil for one by its classes or folder.
    public var name: String?
    /// Under which terms the clips may be used, in words; nil where nobody told.
    public var licence: String?
    /// Where the manifest goes; nil for its customary name in the corpus' folder.
    public var output: URL?
    /// Whether a manifest that is there is replaced.
    public var replaces: Bool

    /// Options of their parts.
    public init(
      choice: LayoutChoice = .recognized, name: String? = nil, licence: String? = nil, output: URL? = nil,
      replaces: Bool = false
    ) {
      self.choice = choice
      self.name = name
      self.licence = licence
      self.output = output
      self.replaces = replaces
    }
  }

  /// What was written.
  public struct Written: Sendable {
    /// The manifest.
    public var manifest: URL
    /// The corpus as it was read; the manifest gives the same.
    public var corpus: Corpus
    /// Files that tell the terms of use, whose digests are kept.
    public var licenceFiles: [String]
  }

  /// Reads the corpus at `path` and writes its manifest.
  ///
  /// - Parameters:
  ///   - path: A folder, or a CSV table.
  ///   - options: How it is read, and what is written.
  ///   - cacheFolder: Where digests of audio files are remembered; nil for nowhere.
  ///   - progress: Told after every file, one call at a time.
  /// - Throws: ``CorpusError`` where the corpus cannot be used, or a manifest is there and not to be
  ///   replaced; `DurableFileError` where it cannot be written.
  ///
  /// Checked in `CorpusManifestTests`.
  public static func write(
    _ path: String, options: Options, cacheFolder: URL?,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> Written {
    let listing = try CorpusLocation.listing(at: path, choice: options.choice, isImport: true)
    let file = options.output ?? listing.folder.appending(path: CorpusManifest.fileName)
    guard options.replaces || !FileManager.default.fileExists(atPath: file.path) else {
      throw CorpusError(
        file: file,
        CorpusError.Problem(
          found: "a file of that name", expected: "none",
          remedy: "Add --replace, or write another by --output."))
    }
    var corpus = try CorpusLocation.opened(
      listing, choice: options.choice, cacheFolder: cacheFolder, progress: progress)
    if let name = options.name { corpus.name = name }
    let licenceFiles = licenceFiles(in: listing.folder)
    let manifest = CorpusManifest(
      name: corpus.name, layout: listing.layout, folder: pathToFolder(listing.folder, from: file),
      dealing: corpus.reading?.dealing, licence: options.licence, licenceFiles: licenceFiles,
      clips: clips(of: corpus, in: listing))
    try DurableFile.write(Data(manifest.text.utf8), to: file)
    return Written(manifest: file, corpus: corpus, licenceFiles: licenceFiles.map(\.file))
  }

  private static func clips(of corpus: Corpus, in listing: CorpusListing) -> [CorpusManifest.Clip] {
    let listed = Dictionary(listing.clips.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return corpus.examples.compactMap { example in
      listed[example.id].map { clip in
        CorpusManifest.Clip(
          id: example.id, file: clip.path, className: clip.className, fold: example.fold, source: clip.source,
          digest: example.contentDigest)
      }
    }
  }

  /// Files beside the clips that are called as licences are.
  private static func licenceFiles(in folder: URL) -> [CorpusManifest.LicenceFile] {
    let place = CorpusPlace(folder)
    let names = place.entries().filter { name in
      ["licence", "license", "copying"].contains { name.lowercased().hasPrefix($0) } && place.hasFile(name)
        && CorpusListing.isPath(name)
    }
    return names.sorted().compactMap { name in
      guard
        let data = try? DeclaredFile.contents(
          of: folder.appending(path: name), expected: "a licence", atMost: 16)
      else { return nil }
      return CorpusManifest.LicenceFile(file: name, digest: ContentDigest(of: data))
    }
  }

  /// `folder` as a path from the folder of `file`, so that both can be moved together.
  private static func pathToFolder(_ folder: URL, from file: URL) -> String {
    let target = folder.absoluteURL.standardizedFileURL.resolvingSymlinksInPath().pathComponents
    let start = file.deletingLastPathComponent().absoluteURL.standardizedFileURL.resolvingSymlinksInPath()
      .pathComponents
    let shared = zip(target, start).prefix { $0 == $1 }.count
    let steps = [String](repeating: "..", count: start.count - shared) + target.dropFirst(shared)
    return steps.isEmpty ? "." : steps.joined(separator: "/")
  }
}
