import Foundation

/// Corpora laid out as ESC-50 is: clips in `audio/`, one CSV table in `meta/`.
///
/// The table needs the columns `filename`, `fold` and `category`. The source recording is in `src_file`,
/// else the second part of the name `fold-source-take-target`. A clip may be there under another audio
/// extension than the table says.
///
/// Checked in `ESC50LayoutTests`.
enum ESC50Layout {
  static func recognizes(_ place: CorpusPlace) -> Bool {
    place.hasFolder("audio") && !tables(in: place).isEmpty
  }

  /// What the table of `place` lists.
  ///
  /// - Throws: ``CorpusError`` with all rows that cannot be used; missing files are no error here.
  static func listing(of place: CorpusPlace) throws(CorpusError) -> CorpusListing {
    let tables = tables(in: place)
    guard tables.count == 1, let table = tables.first else {
      throw CorpusError(
        file: place.url("meta"),
        CorpusError.Problem(
          found: tables.isEmpty ? "no table" : tables.joined(separator: ", "),
          expected: "one CSV table of clips",
          remedy: tables.isEmpty ? "Copy the corpus again." : "Move the others elsewhere."))
    }
    guard FileManager.default.isReadableFile(atPath: place.url("audio").path) else {
      throw CorpusError(
        file: place.url("audio"),
        CorpusError.Problem(
          found: "no readable folder", expected: "a folder of clips", remedy: "Copy the corpus again."))
    }
    var listing = CorpusListing(layout: .esc50, location: place.url("meta/" + table), folder: place.folder)
    let columns = TableColumns(clip: "filename", label: "category", fold: "fold")
    let rows = TableRows(
      columns: columns, paths: { name, _ in ["audio/" + name] },
      source: { row, id in
        if let source = row["src_file"], CorpusListing.isName(source) { return source }
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 4 && !parts[1].isEmpty ? String(parts[1]) : nil
      })
    rows.add(
      try MetadataTable(contentsOf: listing.location, required: ["filename", "fold", "category"]),
      to: &listing, in: place)
    return try listing.whole()
  }

  static func tables(in place: CorpusPlace) -> [String] {
    place.entries(at: "meta").filter { $0.lowercased().hasSuffix(".csv") }.sorted()
  }
}
