/// The features of a corpus in one piece of memory.
///
/// Where clips are heard in several ways, all clips as they are come first, then all of them in the next way: row
/// `way * clipCount + clip`. Label, targets, fold and id of a row are its clip's.
public struct FeatureTable: Sendable {
  /// Axes of one example's features.
  public let shape: [Int]
  /// All features, `[row, ...shape]`, row-major.
  public let values: [Float]
  /// The label of each row.
  public let labels: [Int32]
  /// `[row, class]`: 1 for each class that is heard, else 0; nil where the label tells all.
  public let targets: [Float]?
  /// The fold of each row.
  public let folds: [Int]
  /// The id of each row.
  public let ids: [String]
  /// The ways in which each clip is heard; at least 1.
  public let rowsPerClip: Int
  /// Why features could not be kept in the cache; nil where they were, or no cache was wanted.
  public let cacheWarning: String?

  /// Number of clips.
  public var clipCount: Int { labels.count / rowsPerClip }
  /// Values per row: the product of ``shape``.
  public var featureCount: Int { shape.reduce(1, *) }

  /// A table of its parts.
  ///
  /// - Precondition: `values` has ``featureCount`` values for every label, `targets` as many for each, there are as many
  ///   folds and ids as labels, and `rowsPerClip` divides their number.
  public init(
    shape: [Int], values: [Float], labels: [Int32], targets: [Float]? = nil, folds: [Int], ids: [String],
    rowsPerClip: Int = 1, cacheWarning: String? = nil
  ) {
    precondition(values.count == labels.count * shape.reduce(1, *), "values do not fit labels and shape")
    precondition(
      targets.map { !labels.isEmpty && $0.count.isMultiple(of: labels.count) } != false,
      "targets do not fit labels")
    precondition(folds.count == labels.count && ids.count == labels.count, "folds or ids do not fit labels")
    precondition(
      rowsPerClip > 0 && labels.count.isMultiple(of: rowsPerClip), "rows do not fit the clips")
    self.shape = shape
    self.values = values
    self.labels = labels
    self.targets = targets
    self.folds = folds
    self.ids = ids
    self.rowsPerClip = rowsPerClip
    self.cacheWarning = cacheWarning
  }

  /// The features of row `index`.
  public subscript(index: Int) -> ArraySlice<Float> {
    values[index * featureCount..<(index + 1) * featureCount]
  }

  /// The rows of the clips in any of `folds` as they are, ascending.
  public func indices(inFolds folds: [Int]) -> [Int] {
    (0..<clipCount).filter { folds.contains(self.folds[$0]) }
  }

  /// The rows of the clips in any of `folds` in all ways, ascending.
  public func rowsOfAllWays(inFolds folds: [Int]) -> [Int] {
    self.folds.indices.filter { folds.contains(self.folds[$0]) }
  }
}

extension FeatureTable {
  /// Clips that have a feature which is no finite number, each with the first of them in words.
  ///
  /// - Complexity: O(n) over all values.
  public var clipsNotFinite: [(id: String, reason: String)] {
    let count = featureCount
    return values.withUnsafeBufferPointer { values in
      ids.enumerated().compactMap { index, id in
        let clip = values[index * count..<(index + 1) * count]
        // A sum is finite where all are, but for an overflow, which the search then clears.
        guard !clip.reduce(0, +).isFinite, let place = clip.firstIndex(where: { !$0.isFinite }) else {
          return nil
        }
        return (
          id, "its feature \(axisPlace(of: place - index * count)) is \(values[place]), not a finite number"
        )
      }
    }
  }

  /// `[melBand, frame]`-like indices of a feature, from 0; of a vector, its one index.
  private func axisPlace(of feature: Int) -> String {
    var rest = feature
    var place: [Int] = []
    for extent in shape.reversed() {
      place.append(rest % extent)
      rest /= extent
    }
    return "\(Array(place.reversed()))"
  }
}
