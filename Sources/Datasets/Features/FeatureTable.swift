/// The features of a corpus in one piece of memory.
public struct FeatureTable: Sendable {
  /// Axes of one example's features.
  public let shape: [Int]
  /// All features, `[example, ...shape]`, row-major.
  public let values: [Float]
  /// The label of each example.
  public let labels: [Int32]
  /// The fold of each example.
  public let folds: [Int]
  /// The id of each example.
  public let ids: [String]
  /// Why features could not be kept in the cache; nil where they were, or no cache was wanted.
  public let cacheWarning: String?

  /// Number of examples.
  public var exampleCount: Int { labels.count }
  /// Values per example: the product of ``shape``.
  public var featureCount: Int { shape.reduce(1, *) }

  /// A table of its parts.
  ///
  /// - Precondition: `values` has ``featureCount`` values for every label, and there are as many folds
  ///   and ids as labels.
  public init(
    shape: [Int], values: [Float], labels: [Int32], folds: [Int], ids: [String],
    cacheWarning: String? = nil
  ) {
    precondition(values.count == labels.count * shape.reduce(1, *), "values do not fit labels and shape")
    precondition(folds.count == labels.count && ids.count == labels.count, "folds or ids do not fit labels")
    self.shape = shape
    self.values = values
    self.labels = labels
    self.folds = folds
    self.ids = ids
    self.cacheWarning = cacheWarning
  }

  /// The features of example `index`.
  public subscript(index: Int) -> ArraySlice<Float> {
    values[index * featureCount..<(index + 1) * featureCount]
  }

  /// The indices of the examples in any of `folds`, ascending.
  public func indices(inFolds folds: [Int]) -> [Int] {
    self.folds.indices.filter { folds.contains(self.folds[$0]) }
  }
}
