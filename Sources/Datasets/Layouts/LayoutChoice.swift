/// What a user says of how a folder is to be read.
public struct LayoutChoice: Sendable, Hashable {
  /// The layout; nil for the one that is recognised.
  public var layout: CorpusLayout?
  /// The columns of a table; nil for the customary ones.
  public var columns: TableColumns?
  /// How clips are dealt to folds; nil keeps the layout's folds, and deals as ``FoldDealing`` does of itself
  /// where it names none.
  public var dealing: FoldDealing?

  /// A choice of its parts.
  public init(layout: CorpusLayout? = nil, columns: TableColumns? = nil, dealing: FoldDealing? = nil) {
    self.layout = layout
    self.columns = columns
    self.dealing = dealing
  }

  /// Everything as it is recognised.
  public static let recognized = LayoutChoice()
}
