/// How a corpus was read from its folder.
public struct CorpusReading: Sendable, Hashable {
  /// What the folder was taken for.
  public var layout: CorpusLayout
  /// The table or manifest that lists its clips, below the folder or beside it; nil where folders do.
  public var table: String?
  /// How its clips were dealt to folds; nil where the layout names folds.
  public var dealing: FoldDealing?
  /// Clips of which nothing tells the recording that they were cut from: each counts as one of its own.
  public var clipsWithoutSource: Int
  /// All its clips.
  public var clipCount: Int

  /// Whether nothing tells of any clip from which recording it is: whether clips of one lie on two sides of a
  /// split cannot be known then.
  public var namesNoSources: Bool { clipCount > 0 && clipsWithoutSource == clipCount }
}

extension CorpusReading: CustomStringConvertible {
  /// `taken for the layout of ESC-50 (meta/esc50.csv)`, and what follows from it.
  public var description: String {
    var parts = ["taken for \(layout.title)" + (table.map { " (\($0))" } ?? "")]
    if let dealing {
      parts.append("no folds named: clips dealt to \(dealing.foldCount) by recording, seed \(dealing.seed)")
    }
    if namesNoSources {
      parts.append("no recordings named: whether one crosses folds cannot be checked")
    } else if clipsWithoutSource > 0 {
      parts.append("\(clipsWithoutSource) of \(clipCount) clips without a recording named")
    }
    return parts.joined(separator: "; ")
  }
}
