public import ContentDigest
public import Downloads
public import Foundation
import Glibc

/// Fetching a corpus: its archive, what is in it, its manifest.
///
/// The folder is whole or not there: all is unpacked beside it, held against what the corpus should be, and
/// renamed. What has come of an archive stays when the transfer breaks off, and the next fetch goes on with
/// it.
///
/// Checked in `CorpusFetchTests` and, with the command and a server that breaks off, by `make integration`.
public struct CorpusFetch: Sendable {
  /// What is fetched.
  public var corpus: KnownCorpus
  /// Where it is put; must be empty or not be there.
  public var folder: URL
  /// Where the archive is; the corpus' own address if nothing else is said.
  public var address: String
  /// The archive's SHA-256; nil where none is known.
  public var digest: ContentDigest?
  /// Whether the archive stays beside the folder.
  public var keepsArchive: Bool

  /// A fetch of its parts.
  public init(
    _ corpus: KnownCorpus, to folder: URL, address: String? = nil, digest: ContentDigest? = nil,
    keepsArchive: Bool = false
  ) {
    self.corpus = corpus
    self.folder = folder.absoluteURL.standardizedFileURL
    self.address = address ?? corpus.address
    self.digest = digest
    self.keepsArchive = keepsArchive
  }

  /// What is being done.
  public enum Stage: Sendable, Equatable {
    /// Bytes of the archive are there, of how many, where the server says.
    case downloading(done: Int64, total: Int64?)
    /// Bytes of files are unpacked.
    case unpacking(done: Int64)
    /// Clips are read for their digests.
    case reading(done: Int, total: Int)
  }

  /// What was fetched.
  public struct Fetched: Sendable {
    /// The corpus, as its manifest has it.
    public var corpus: Corpus
    /// The archive.
    public var archive: FileDownload.Fetched
    /// The manifest.
    public var manifest: URL
  }

  /// The archive, beside the folder.
  public var archive: URL {
    folder.deletingLastPathComponent().appending(path: folder.lastPathComponent + ".zip")
  }

  /// Holds what is unpacked until it is whole; locked, so that one process at a time fetches to the folder.
  private var workshop: URL {
    folder.deletingLastPathComponent().appending(path: ".\(folder.lastPathComponent).fetch")
  }

  /// Fetches, unpacks and checks the corpus, and writes its manifest.
  ///
  /// - Throws: `DownloadError`, `ArchiveError`; ``CorpusError`` where the folder holds something, or what
  ///   came is not the corpus.
  public func perform(progress: @escaping @Sendable (Stage) -> Void = { _ in }) throws -> Fetched {
    try NewFolder.requireVacant(folder)
    let lock = try WorkshopLock(workshop)
    defer { lock.remove() }
    let download = FileDownload(
      address: address, file: archive, digest: digest, greatestSize: corpus.greatestArchiveSize)
    let fetched = try download.fetch(progress: { progress(.downloading(done: $0, total: $1)) })
    let unpacked = workshop.appending(path: "unpacked")
    do {
      try? FileManager.default.removeItem(at: unpacked)
      try ArchiveUnpacking.unpack(
        archive, to: unpacked, limits: ArchiveUnpacking.Limits(size: corpus.greatestSize)
      ) { progress(.unpacking(done: $0)) }
      let whole = root(of: unpacked)
      let written = try CorpusImport.write(
        whole.path,
        options: CorpusImport.Options(
          choice: LayoutChoice(layout: .esc50), name: corpus.name, licence: corpus.licence, replaces: true),
        cacheFolder: nil, progress: { progress(.reading(done: $0, total: $1)) })
      try requireExpected(written.corpus)
      // An empty folder is replaced, one that has come to hold something is not.
      guard rename(whole.path, folder.path) == 0 else {
        throw CorpusError(
          file: folder,
          CorpusError.Problem(
            found: "that it cannot be made: \(String(cString: strerror(errno)))",
            expected: "a folder for the corpus",
            remedy: "Choose one that you may write to."))
      }
    } catch {
      // What is no corpus is not gone on with; where only the disk refused, it need not come again.
      if (error as? ArchiveError)?.isRefusalOfDisk != true {
        try? FileManager.default.removeItem(at: archive)
      }
      throw error
    }
    if !keepsArchive { try? FileManager.default.removeItem(at: archive) }
    return Fetched(
      corpus: try CorpusLocation.open(folder.path), archive: fetched,
      manifest: folder.appending(path: CorpusManifest.fileName))
  }

  /// The one folder in an archive that all else is in; the archive's own root where there is none.
  private func root(of unpacked: URL) -> URL {
    let place = CorpusPlace(unpacked)
    guard let name = place.entries().first, place.entries().count == 1, place.hasFolder(name) else {
      return unpacked
    }
    return place.url(name)
  }

  /// Refuses what is not the corpus that was asked for.
  private func requireExpected(_ found: Corpus) throws(CorpusError) {
    var problems: [CorpusError.Problem] = []
    func require(_ holds: Bool, _ found: String, _ expected: String) {
      guard !holds else { return }
      problems.append(
        CorpusError.Problem(
          found: found, expected: expected,
          remedy: "The archive is not that of \(corpus.name): check the address."))
    }
    require(
      found.examples.count == corpus.clipCount, "\(found.examples.count) clips", "\(corpus.clipCount)")
    require(
      found.classNames == corpus.classNames,
      "\(found.classNames.count) classes, others than those of \(corpus.name)",
      "its \(corpus.classNames.count)")
    require(found.folds == corpus.folds, "the folds \(found.folds)", "\(corpus.folds)")
    guard problems.isEmpty else { throw CorpusError(location: address, problems: problems) }
  }
}
