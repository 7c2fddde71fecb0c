/// A way in which a folder holds the clips of a corpus, their classes and their folds.
public enum CorpusLayout: String, Sendable, Hashable, CaseIterable {
  /// Written down: a manifest that `earshot corpus import` has made.
  case manifest
  /// ESC-50's: clips in `audio/`, one table `meta/*.csv`.
  case esc50
  /// UrbanSound8K's: `metadata/UrbanSound8K.csv`, clips in `audio/foldN/`.
  case urbanSound8K = "urbansound8k"
  /// DCASE's lists of scenes: `meta.txt` or `meta.csv`, folds in `evaluation_setup/`.
  case scenes
  /// A folder of clips for each class, in folders of folds or not: `s01/Dog/x.wav`, `Dog/x.wav`.
  case folders
  /// One CSV table beside the clips, whose columns may be named.
  case table

  /// The layout in words, as a message says what a folder was taken for.
  public var title: String {
    switch self {
    case .manifest: "a corpus with a manifest"
    case .esc50: "the layout of ESC-50"
    case .urbanSound8K: "the layout of UrbanSound8K"
    case .scenes: "DCASE's lists of scenes"
    case .folders: "a folder for each class"
    case .table: "a CSV table of clips"
    }
  }

  /// What a folder in this layout has.
  var requirements: String {
    switch self {
    case .manifest: CorpusManifest.fileName
    case .esc50: "clips in audio/ and one table meta/*.csv"
    case .urbanSound8K: "clips in audio/foldN/ and the table \(UrbanSound8KLayout.table)"
    case .scenes: "meta.txt or meta.csv, and evaluation_setup/"
    case .folders: "two or more folders of clips, each a class, in folders of folds or not"
    case .table: "one CSV table beside the clips"
    }
  }

  /// Whether `place` looks laid out like this.
  func recognizes(_ place: CorpusPlace) -> Bool {
    switch self {
    case .manifest: place.hasFile(CorpusManifest.fileName)
    case .esc50: ESC50Layout.recognizes(place)
    case .urbanSound8K: UrbanSound8KLayout.recognizes(place)
    case .scenes: SceneListLayout.recognizes(place)
    case .folders: ClassFolderLayout.recognizes(place)
    case .table: TableLayout.recognizes(place)
    }
  }
}
