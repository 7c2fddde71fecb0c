/// Corpora laid out as UrbanSound8K is: `metadata/UrbanSound8K.csv`, clips in `audio/fold1` to
/// `audio/fold10`.
///
/// The table's `fsID` is the recording on Freesound that a slice was cut from. The folds are the dataset's
/// own: its authors ask for them to be kept, since slices of one recording share a fold.
///
/// Source: J. Salamon, C. Jacoby and J. P. Bello, "A dataset and taxonomy for urban sound research", ACM
/// Multimedia 2014, and the dataset's README. Checked in `LayoutTests`.
enum UrbanSound8KLayout {
  static let table = "metadata/UrbanSound8K.csv"

  /// The ten classes, sorted, as the table spells them.
  static let classNames = [
    "air_conditioner", "car_horn", "children_playing", "dog_bark", "drilling", "engine_idling", "gun_shot",
    "jackhammer", "siren", "street_music",
  ]

  static func recognizes(_ place: CorpusPlace) -> Bool { place.hasFile(table) && place.hasFolder("audio") }

  /// What the table of `place` lists.
  ///
  /// - Throws: ``CorpusError`` with all rows that cannot be used; missing files are no error here.
  static func listing(of place: CorpusPlace) throws(CorpusError) -> CorpusListing {
    var listing = CorpusListing(layout: .urbanSound8K, location: place.url(table), folder: place.folder)
    let columns = TableColumns(clip: "slice_file_name", label: "class", fold: "fold", source: "fsID")
    let rows = TableRows(
      columns: columns, paths: { name, fold in ["audio/fold\(fold ?? 0)/\(name)"] },
      source: { row, _ in row["fsID"].flatMap { CorpusListing.isName($0) ? $0 : nil } })
    rows.add(
      try MetadataTable(contentsOf: listing.location, required: columns.required), to: &listing, in: place)
    return try listing.whole()
  }
}
