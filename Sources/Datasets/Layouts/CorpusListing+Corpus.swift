import ContentDigest
import Foundation

extension CorpusListing {
  /// The corpus of the clips that are there.
  ///
  /// - Parameters:
  ///   - digests: Those of the clips' bytes, in their order.
  ///   - dealing: How clips are dealt to folds; nil keeps folds that are named.
  func corpus(digests: [ContentDigest], dealing chosen: FoldDealing?) -> Corpus {
    let classNames = Set(clips.map(\.className)).sorted()
    let labels = Dictionary(uniqueKeysWithValues: zip(classNames, classNames.indices))
    let namesFolds = clips.allSatisfy { $0.fold != nil }
    let dealt = namesFolds ? chosen : chosen ?? FoldDealing()
    let folds =
      dealt.map { dealing in
        dealing.folds(of: clips.map { (labels[$0.className] ?? 0, $0.source ?? $0.id) })
      } ?? clips.map { $0.fold ?? 1 }
    let examples = clips.indices.map { index in
      let clip = clips[index]
      return Example(
        id: clip.id, label: labels[clip.className] ?? 0, fold: folds[index], source: clip.source ?? clip.id,
        audio: .file(folder.appending(path: clip.path)), contentDigest: digests[index])
    }
    return Corpus(
      name: name ?? Self.name(of: folder, layout: layout, classNames: classNames), classNames: classNames,
      examples: examples, reading: reading(dealing: dealt ?? dealing),
      isSynthetic: SyntheticCorpus.isMarked(folder))
  }

  /// Clips whose bytes are not those that a manifest names, each with a problem.
  func changedClips(digests: [ContentDigest]) -> [(id: String, problem: CorpusError.Problem)] {
    zip(clips, digests).compactMap { clip, digest in
      guard let expected = clip.digest, expected != digest else { return nil }
      return (
        clip.id,
        CorpusError.Problem(
          found: "\(clip.path) with the digest \(digest.hexadecimal.prefix(12))…",
          expected: "\(expected.hexadecimal.prefix(12))…, as the manifest has it",
          remedy: "Restore the file, or import the corpus again with --replace.")
      )
    }
  }

  private func reading(dealing: FoldDealing?) -> CorpusReading {
    CorpusReading(
      layout: layout, table: location.path == folder.path ? nil : tableName, dealing: dealing,
      clipsWithoutSource: clips.count { $0.source == nil }, clipCount: clips.count)
  }

  private var tableName: String {
    let root = folder.standardizedFileURL.path + "/"
    let path = location.standardizedFileURL.path
    return path.hasPrefix(root) ? String(path.dropFirst(root.count)) : location.lastPathComponent
  }

  /// The name of a corpus that has none: a well-known one by its classes, else made from the folder's.
  static func name(of folder: URL, layout: CorpusLayout, classNames: [String]) -> String {
    if layout == .esc50, classNames == ESC50Categories.fifty { return "esc50" }
    if layout == .esc50, classNames == ESC50Categories.ten { return "esc10" }
    if layout == .urbanSound8K, classNames == UrbanSound8KLayout.classNames { return "urbansound8k" }
    let words = folder.standardizedFileURL.lastPathComponent.lowercased().unicodeScalars
      .map { ("a"..."z").contains($0) || ("0"..."9").contains($0) ? Character($0) : "-" }
    let slug = String(words).split(separator: "-").joined(separator: "-").prefix(48)
    return slug.isEmpty ? "corpus" : String(slug)
  }
}
