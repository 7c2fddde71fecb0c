/// A corpus that can be fetched, and what it holds once it is there.
public struct KnownCorpus: Sendable {
  /// What it is called.
  public var name: String
  /// The folder that it is put into where none is named.
  public var folderName: String
  /// Its archive's address.
  public var address: String
  /// The terms of use.
  public var licence: String
  /// How many clips it has.
  public var clipCount: Int
  /// Its classes, sorted.
  public var classNames: [String]
  /// Its folds, ascending.
  public var folds: [Int]
  /// Bytes of its archive, at most.
  public var greatestArchiveSize: Int64
  /// Bytes of its files, at most.
  public var greatestSize: Int64

  /// A corpus of its parts.
  public init(
    name: String, folderName: String, address: String, licence: String, clipCount: Int, classNames: [String],
    folds: [Int], greatestArchiveSize: Int64, greatestSize: Int64
  ) {
    self.name = name
    self.folderName = folderName
    self.address = address
    self.licence = licence
    self.clipCount = clipCount
    self.classNames = classNames
    self.folds = folds
    self.greatestArchiveSize = greatestArchiveSize
    self.greatestSize = greatestSize
  }

  /// ESC-50, as its author publishes it.
  ///
  /// The archive is made by the server when it is asked for, so that there is no size or digest to hold it
  /// against: what it unpacks to is checked, and the manifest keeps every clip's digest from then on.
  ///
  /// Source: K. J. Piczak, ESC: Dataset for Environmental Sound Classification, 2015, and its repository's
  /// README.
  public static let esc50 = KnownCorpus(
    name: "esc50", folderName: "ESC-50",
    address: "https://github.com/karolpiczak/ESC-50/archive/refs/heads/master.zip",
    licence: "CC BY-NC 3.0; the terms of each clip are in LICENSE", clipCount: 2_000,
    classNames: ESC50Categories.fifty, folds: [1, 2, 3, 4, 5], greatestArchiveSize: 2 << 30,
    greatestSize: 4 << 30)
}
