import Foundation

/// A CSV table beside the clips that it names by path.
///
/// Without names of columns given it is read as ESC-50's tables are: `filename`, `category`, and, where they
/// are there, `fold` and `src_file`. Paths begin in the table's folder, or in `audio/` there.
///
/// Checked in `LayoutTests`.
enum TableLayout {
  private static let customary = TableColumns(
    clip: "filename", label: "category", fold: "fold", source: "src_file")

  static func recognizes(_ place: CorpusPlace) -> Bool { tables(in: place).count == 1 }

  /// What `table` lists, or, where it is nil, the only table of `place`.
  ///
  /// - Throws: ``CorpusError`` with all rows that cannot be used, or where there are more tables than one.
  static func listing(
    of place: CorpusPlace, table: String? = nil, columns given: TableColumns?
  ) throws(CorpusError) -> CorpusListing {
    let tables = table.map { [$0] } ?? tables(in: place)
    guard tables.count == 1, let name = tables.first else {
      throw CorpusError(
        file: place.folder,
        CorpusError.Problem(
          found: tables.isEmpty ? "no CSV table" : "the tables \(tables.joined(separator: ", "))",
          expected: "one table", remedy: "Name the table itself: \(place.folder.path)/NAME.csv."))
    }
    var listing = CorpusListing(layout: .table, location: place.url(name), folder: place.folder)
    let metadata = try metadata(of: listing.location, columns: given)
    var columns = given ?? customary
    if given == nil {
      columns.fold = columns.fold.flatMap { metadata.columns.contains($0) ? $0 : nil }
      columns.source = columns.source.flatMap { metadata.columns.contains($0) ? $0 : nil }
    }
    let sourceColumn = columns.source
    let rows = TableRows(
      columns: columns, namesArePaths: true, paths: { name, _ in [name, "audio/" + name] },
      source: { row, _ in
        sourceColumn.flatMap { row[$0] }.flatMap { CorpusListing.isName($0) ? $0 : nil }
      })
    rows.add(metadata, to: &listing, in: place)
    return try listing.whole()
  }

  private static func metadata(of file: URL, columns: TableColumns?) throws(CorpusError) -> MetadataTable {
    do throws(CorpusError) {
      return try MetadataTable(
        contentsOf: file, required: columns?.required ?? [customary.clip, customary.label])
    } catch {
      let lacksColumns = error.problems.contains { $0.found.hasPrefix("no column ") }
      guard columns == nil, lacksColumns else { throw error }
      throw CorpusError(
        location: error.location,
        problems: error.problems.map { problem in
          var problem = problem
          problem.remedy =
            "Say which columns hold what: earshot corpus import \(file.path) --columns clip=NAME,label=NAME"
            + ",fold=NAME,source=NAME (the last two where there are any)."
          return problem
        })
    }
  }

  /// The tables beside the clips; `meta.csv` beside `evaluation_setup` is a list of scenes.
  static func tables(in place: CorpusPlace) -> [String] {
    let isScenes = SceneListLayout.recognizes(place)
    return place.entries().filter { $0.lowercased().hasSuffix(".csv") && !(isScenes && $0 == "meta.csv") }
      .sorted()
  }
}
