import Foundation
import NearNames

/// How the rows of a table become clips, for each layout that has one.
struct TableRows {
  /// Which column tells what.
  var columns: TableColumns
  /// Whether clips are named by path; otherwise a plain name is needed.
  var namesArePaths = false
  /// Where the clip of a name may be, below the corpus' folder; the first is told where none is there.
  var paths: (_ name: String, _ fold: Int?) -> [String]
  /// The recording that a row's clip was cut from.
  var source: (MetadataTable.Row, _ id: String) -> String?
  /// The fold of a row's clip, where no column tells it.
  var fold: (_ name: String) -> Int? = { _ in nil }

  /// Adds the clips of `table` to `listing`, and notes what is wrong with rows.
  func add(_ table: MetadataTable, to listing: inout CorpusListing, in place: CorpusPlace) {
    listing.report(table.problems)
    for row in table.rows { add(row, of: table, to: &listing, in: place) }
    let named = Set(listing.clips.map(\.path))
    let folders = Set(listing.clips.map { CorpusPlace.parted($0.path).folder })
    listing.unnamedFiles = folders.flatMap { folder in
      place.entries(at: folder).map { CorpusPlace.joined(folder, $0) }
    }.filter { !named.contains($0) && (!namesArePaths || CorpusPlace.isAudio($0)) }.sorted()
  }

  private func add(
    _ row: MetadataTable.Row, of table: MetadataTable, to listing: inout CorpusListing, in place: CorpusPlace
  ) {
    let before = listing.problems.count
    let name = row[columns.clip] ?? ""
    let className = row[columns.label] ?? ""
    if !(namesArePaths ? CorpusListing.isPath(name) : CorpusListing.isPath(name) && !name.contains("/")) {
      listing.report(
        line: row.line, found: "the \(columns.clip) \"\(CorpusListing.shown(name))\"",
        expected: namesArePaths ? "a path below the corpus' folder" : "the plain name of a file",
        remedy: namesArePaths
          ? "Write it without .., a leading / or hidden names."
          : "Remove folders and control characters from it.")
    }
    if !CorpusListing.isName(className) {
      listing.report(
        line: row.line, found: "the \(columns.label) \"\(CorpusListing.shown(className))\"",
        expected: "a class name", remedy: "Fill it in.")
    }
    let fold = fold(of: row, name: name, table: table, listing: &listing)
    guard listing.problems.count == before else { return }

    let id = namesArePaths ? CorpusPlace.stem(of: name) : CorpusPlace.stem(of: CorpusPlace.parted(name).name)
    let candidates = paths(name, fold)
    let file = candidates.lazy.compactMap(place.clip).first
    let clip = CorpusListing.Clip(
      id: id, path: candidates[0], className: className, fold: fold, source: source(row, id))
    listing.add(
      clip, file: file, line: row.line,
      missingRemedy: file == nil ? missingRemedy(candidates[0], listing: listing, in: place) : "")
  }

  /// The fold that a row names; a problem where it names none though there is a column for it.
  private func fold(
    of row: MetadataTable.Row, name: String, table: MetadataTable, listing: inout CorpusListing
  ) -> Int? {
    guard let column = columns.fold, table.columns.contains(column) else { return fold(name) }
    let text = row[column] ?? ""
    if let fold = Int(text), 1...1_000 ~= fold { return fold }
    listing.report(
      line: row.line, found: "the \(column) \"\(CorpusListing.shown(text))\"",
      expected: "an integer in 1...1000", remedy: "Correct it.")
    return nil
  }

  private func missingRemedy(_ path: String, listing: CorpusListing, in place: CorpusPlace) -> String {
    // Nobody reads near names beyond those that are told, and finding them takes time.
    let (folder, name) = CorpusPlace.parted(path)
    let alike =
      listing.missing.count < CorpusError.toldAtMost
      ? place.entries(at: folder).sorted().filter { $0.prefix(3) == name.prefix(3) } : []
    return NearNames.question(for: name, among: alike) ?? "Copy the corpus again, or remove the row."
  }
}
