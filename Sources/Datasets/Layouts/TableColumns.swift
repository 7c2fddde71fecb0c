/// Which columns of a table tell what of a clip.
public struct TableColumns: Sendable, Hashable {
  /// The file of the clip.
  public var clip: String
  /// Its class.
  public var label: String
  /// Its fold; nil where clips are to be dealt to folds.
  public var fold: String?
  /// The recording that it was cut from; nil where the table does not tell.
  public var source: String?

  /// Columns of these names.
  public init(clip: String, label: String, fold: String? = nil, source: String? = nil) {
    self.clip = clip
    self.label = label
    self.fold = fold
    self.source = source
  }

  /// The columns that have to be there.
  var required: [String] { [clip, label] + [fold, source].compactMap(\.self) }
}
