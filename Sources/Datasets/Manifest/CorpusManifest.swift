import ContentDigest
import Foundation
import JSONText

/// A corpus written down: every clip with its class, fold, recording and digest.
///
/// What was recognised or chosen once is read again as it was, and a clip that has changed since is told. The
/// file's form is that of `earshot schema corpus`.
///
/// Checked in `CorpusManifestTests`.
struct CorpusManifest: Equatable {
  /// The name of a manifest in its corpus' folder.
  static let fileName = "earshot-corpus.json"
  /// The version of the form that is written, and the only one that is read.
  static let version = 1
  /// Bytes of a clip's path, at most.
  static let longestPath = 500

  /// One clip.
  struct Clip: Equatable {
    var id: String
    /// Below the corpus' folder.
    var file: String
    var className: String
    var fold: Int
    /// Nil where nothing tells.
    var source: String?
    var digest: ContentDigest
  }

  /// A file that tells under which terms the clips may be used.
  struct LicenceFile: Equatable {
    var file: String
    var digest: ContentDigest
  }

  /// The corpus' name.
  var name: String
  /// The layout that the clips were found in.
  var layout: CorpusLayout
  /// The corpus' folder as a path from the manifest's; a full stop where both are one.
  var folder: String
  /// How clips were dealt to folds; nil where the layout named them.
  var dealing: FoldDealing?
  /// The terms of use in words; nil where nobody told.
  var licence: String?
  var licenceFiles: [LicenceFile]
  /// The clips, by id.
  var clips: [Clip]

  /// Reads a manifest.
  ///
  /// - Throws: ``CorpusError`` with every problem and its line.
  init(contentsOf file: URL) throws(CorpusError) {
    let data = try DeclaredFile.contents(of: file, expected: "a manifest of a corpus", atMost: 256)
    try self.init(json: data, location: file.path)
  }

  /// Reads a manifest from JSON; `location` names its origin in errors.
  init(json: Data, location: String) throws(CorpusError) {
    let (node, problems) = try DeclaredFile.parse(
      json, location: location, bounds: JSONParser.Bounds(size: 256 << 20, depth: 8))
    var decoding = ManifestDecoding(problems: problems)
    let manifest = decoding.manifest(from: node)
    guard let manifest, decoding.problems.isEmpty else {
      throw CorpusError(location: location, problems: decoding.problems)
    }
    self = manifest
  }

  init(
    name: String, layout: CorpusLayout, folder: String, dealing: FoldDealing?, licence: String?,
    licenceFiles: [LicenceFile], clips: [Clip]
  ) {
    self.name = name
    self.layout = layout
    self.folder = folder
    self.dealing = dealing
    self.licence = licence
    self.licenceFiles = licenceFiles
    self.clips = clips
  }

  /// What the manifest at `file` says of the clips, checked against the files that are there.
  func listing(at file: URL) throws(CorpusError) -> CorpusListing {
    let root =
      folder == "."
      ? file.deletingLastPathComponent()
      : URL(fileURLWithPath: folder, relativeTo: file.deletingLastPathComponent())
    let place = CorpusPlace(root.standardizedFileURL)
    var listing = CorpusListing(layout: .manifest, location: file, folder: place.folder)
    listing.name = name
    listing.dealing = dealing
    for clip in clips {
      let (folder, name) = CorpusPlace.parted(clip.file)
      let isThere = place.entries(at: folder).contains(name)
      listing.add(
        CorpusListing.Clip(
          id: clip.id, path: clip.file, className: clip.className, fold: clip.fold, source: clip.source,
          digest: clip.digest),
        file: isThere ? clip.file : nil,
        missingRemedy: "Restore it, or import the corpus again with --replace.")
    }
    let named = Set(clips.map(\.file))
    listing.unnamedFiles = Set(clips.map { CorpusPlace.parted($0.file).folder }).flatMap { folder in
      place.audioFiles(at: folder).map { CorpusPlace.joined(folder, $0) }
    }.filter { !named.contains($0) }.sorted()
    return try listing.whole()
  }
}
