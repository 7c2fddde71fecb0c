import Foundation
import SwiftCSV

/// Corpora that are listed as DCASE lists acoustic scenes: `meta.txt` or `meta.csv`, fields parted by tabs,
/// and `evaluation_setup/foldN_evaluate.txt`, `foldN_test.txt` or the same with `.csv`.
///
/// A line is `audio/x.wav`, the scene and, in lists from 2017 on, an identifier of the recording; some lists
/// begin with the columns' names. A clip's fold is the one whose list of evaluation names it. Where there is
/// one such list, as in the sets of 2018 and later, its clips are fold 1, those of `fold1_train` fold 2, and
/// those that neither names fold 3.
///
/// Source: the READMEs of TUT Acoustic Scenes 2016 and 2017 and TAU Urban Acoustic Scenes 2019. Checked in
/// `LayoutTests`.
enum SceneListLayout {
  private static let setup = "evaluation_setup"
  private static let columns = ["filename", "scene_label", "identifier", "source_label"]

  static func recognizes(_ place: CorpusPlace) -> Bool { table(of: place) != nil && place.hasFolder(setup) }

  /// What the lists of `place` name.
  ///
  /// - Throws: ``CorpusError`` with all lines that cannot be used, in the file where they are; missing files
  ///   are no error here.
  static func listing(of place: CorpusPlace) throws(CorpusError) -> CorpusListing {
    let table = table(of: place) ?? "meta.txt"
    var listing = CorpusListing(layout: .scenes, location: place.url(table), folder: place.folder)
    let metadata = try MetadataTable(
      contentsOf: listing.location, required: ["filename", "scene_label"], delimiter: .tab,
      columnsByPlace: columns)
    let folds = try FoldLists(of: place)
    let rows = TableRows(
      columns: TableColumns(clip: "filename", label: "scene_label"), namesArePaths: true,
      paths: { name, _ in [name, "audio/" + name] },
      source: { row, _ in row["identifier"].flatMap { CorpusListing.isName($0) ? $0 : nil } },
      fold: { folds.fold(of: $0) })
    rows.add(metadata, to: &listing, in: place)
    let names = Set(metadata.rows.compactMap { $0["filename"] })
    for row in metadata.rows where row["filename"].map({ folds.fold(of: $0) == nil }) ?? false {
      listing.report(
        line: row.line, found: "\(CorpusListing.shown(row["filename"] ?? "")) in none of \(folds.names)",
        expected: "every clip in one of them", remedy: "Copy or download the lists again.")
    }
    try folds.requireClips(names, table: table)
    return try listing.whole()
  }

  private static func table(of place: CorpusPlace) -> String? {
    ["meta.txt", "meta.csv"].first { place.hasFile($0) }
  }

  /// The lists of clips that make the folds.
  private struct FoldLists {
    private let place: CorpusPlace
    /// The lists that name folds, with the line of each clip.
    private var lists: [(file: String, lineOfClip: [String: Int])] = []
    private var foldOfClip: [String: Int] = [:]
    /// What is in no list, where that is allowed.
    private var otherFold: Int?

    var names: String { lists.map(\.file).joined(separator: ", ") }

    init(of place: CorpusPlace) throws(CorpusError) {
      self.place = place
      let files = place.entries(at: setup)
      var folds: [(number: Int, file: String)] = []
      for number in 1...100 {
        let endings = ["_evaluate.txt", "_evaluate.csv", "_test.txt", "_test.csv"]
        guard let file = endings.map({ "fold\(number)" + $0 }).first(where: files.contains) else { continue }
        folds.append((number, file))
      }
      guard !folds.isEmpty else {
        throw CorpusError(
          file: place.url(setup),
          CorpusError.Problem(
            found: "no lists of folds", expected: "fold1_evaluate.txt or fold1_test.txt, and so on",
            remedy: "Copy or download the corpus again."))
      }
      for fold in folds { try add(fold.file, fold: fold.number) }
      guard folds.count == 1, folds[0].number == 1 else { return }
      if let training = ["fold1_train.txt", "fold1_train.csv"].first(where: files.contains) {
        try add(training, fold: 2)
      }
      otherFold = 3
    }

    /// The fold of a clip; nil where no list names it.
    func fold(of clip: String) -> Int? { foldOfClip[clip] ?? otherFold }

    /// Refuses lists that name clips which the table does not have.
    func requireClips(_ clips: Set<String>, table: String) throws(CorpusError) {
      for list in lists {
        let strangers = list.lineOfClip.filter { !clips.contains($0.key) }.sorted { $0.value < $1.value }
        guard strangers.isEmpty else {
          throw CorpusError(
            location: place.url("\(setup)/\(list.file)").path,
            problems: strangers.map { clip, line in
              CorpusError.Problem(
                line: line, found: CorpusListing.shown(clip), expected: "a clip that \(table) lists",
                remedy: "Copy or download the lists again.")
            })
        }
      }
    }

    private mutating func add(_ file: String, fold: Int) throws(CorpusError) {
      let location = place.url("\(setup)/\(file)")
      let table = try MetadataTable(
        contentsOf: location, required: ["filename"], delimiter: .tab, columnsByPlace: columns)
      var problems = table.problems
      var lineOfClip: [String: Int] = [:]
      for row in table.rows {
        guard let clip = row["filename"] else { continue }
        lineOfClip[clip] = row.line
        if let other = foldOfClip.updateValue(fold, forKey: clip), other != fold {
          problems.append(
            CorpusError.Problem(
              line: row.line, found: "\(CorpusListing.shown(clip)), which is in fold \(other) too",
              expected: "every clip in one fold", remedy: "Remove it from one of the lists."))
        }
      }
      guard problems.isEmpty else { throw CorpusError(location: location.path, problems: problems) }
      lists.append((file, lineOfClip))
    }
  }
}
