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
