/// Brings the features of clips to a common scale.
public enum FeatureNormalizer: Hashable, Sendable {
  /// Each row by what it measures over the clips trained on.
  case corpus(CorpusScale)
  /// All values of a clip to mean 0 and deviation 1; a clip whose values are all the same becomes 0.
  case clip

  /// Normalises the features of one clip, row-major; finite ones stay finite.
  ///
  /// - Precondition: A ``CorpusScale`` was fitted to features of this shape.
  public func apply(to features: UnsafeMutableBufferPointer<Float>) {
    switch self {
    case .corpus(let scale): scale.apply(to: features)
    case .clip: Self.standardize(features)
    }
  }

  /// Mean and deviation (ddof 0) in double precision.
  private static func standardize(_ features: UnsafeMutableBufferPointer<Float>) {
    var moments = RunningMoments()
    moments.addToMean(features)
    moments.finishMean()
    moments.addToDeviation(features)
    let (mean, deviation) = moments.scale
    guard deviation > 0 else { return features.update(repeating: 0) }
    for index in features.indices { features[index] = (features[index] - mean) / deviation }
  }
}

extension FeatureTable {
  /// The same clips with their features normalised.
  public func normalized(by normalizer: FeatureNormalizer) -> FeatureTable {
    var values = values
    let count = featureCount
    values.withUnsafeMutableBufferPointer { values in
      for start in stride(from: 0, to: values.count, by: count) {
        normalizer.apply(to: UnsafeMutableBufferPointer(rebasing: values[start..<start + count]))
      }
    }
    return FeatureTable(
      shape: shape, values: values, labels: labels, targets: targets, folds: folds, ids: ids,
      rowsPerClip: rowsPerClip, cacheWarning: cacheWarning)
  }
}
