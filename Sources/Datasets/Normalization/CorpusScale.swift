/// The mean and deviation of each row of some clips' features, and how features are brought to that scale:
///
///     x ← (x - mean) / deviation, then into -clip ... clip
///
/// A row is what shares a scale: each value of a vector; of features with more axes, everything along the last one,
/// such as a mel band's frames. A row that is the same in all clips has deviation 0 and becomes 0. Checked in
/// `CorpusScaleTests`.
public struct CorpusScale: Hashable, Sendable {
  /// The mean of each row.
  public let means: [Float]
  /// The deviation of each row (ddof 0); 0 where all its values are the same up to rounding.
  public let deviations: [Float]
  /// Where normalised values are cut, in deviations, above 0; nil cuts none that `Float` can hold.
  public let clip: Float?

  /// A scale of these parts.
  ///
  /// - Precondition: There are as many deviations, all at least 0, as means.
  public init(means: [Float], deviations: [Float], clip: Float?) {
    precondition(means.count == deviations.count, "\(means.count) means, \(deviations.count) deviations")
    precondition(deviations.allSatisfy { $0 >= 0 }, "a deviation below 0")
    self.means = means
    self.deviations = deviations
    self.clip = clip
  }

  /// The scale of the rows `examples` of `table`, and of no others.
  ///
  /// Sums run over the examples in their order, in double precision, so that the bits depend on them alone.
  ///
  /// - Precondition: `examples` is not empty.
  /// - Complexity: O(n) over the examples' values.
  public init(fittedTo examples: [Int32], of table: FeatureTable, clip: Double?) {
    precondition(!examples.isEmpty, "a scale needs clips")
    let rowCount = Self.rowCount(of: table.shape)
    let rowLength = table.featureCount / rowCount
    var rows = [RunningMoments](repeating: RunningMoments(), count: rowCount)
    table.values.withUnsafeBufferPointer { values in
      func forEachRow(_ body: (Int, Slice<UnsafeBufferPointer<Float>>) -> Void) {
        for example in examples {
          for row in 0..<rowCount {
            let start = (Int(example) * rowCount + row) * rowLength
            body(row, values[start..<start + rowLength])
          }
        }
      }
      forEachRow { row, values in rows[row].addToMean(values) }
      for row in rows.indices { rows[row].finishMean() }
      forEachRow { row, values in rows[row].addToDeviation(values) }
    }
    let scales = rows.map(\.scale)
    self.init(
      means: scales.map(\.mean), deviations: scales.map(\.deviation), clip: clip.map { Float($0) })
  }

  /// Rows of features of `shape`.
  public static func rowCount(of shape: [Int]) -> Int {
    shape.count > 1 ? shape.dropLast().reduce(1, *) : shape.reduce(1, *)
  }

  /// Normalises the features of one clip.
  ///
  /// - Precondition: There are as many values for each row.
  func apply(to features: UnsafeMutableBufferPointer<Float>) {
    let rowLength = features.count / means.count
    precondition(rowLength * means.count == features.count, "features of another shape")
    let limit = clip ?? .greatestFiniteMagnitude
    for row in means.indices {
      let (mean, deviation) = (means[row], deviations[row])
      for index in row * rowLength..<(row + 1) * rowLength {
        let value = deviation > 0 ? (features[index] - mean) / deviation : 0
        features[index] = max(-limit, min(value, limit))
      }
    }
  }
}
