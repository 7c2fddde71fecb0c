import JSONText

extension FrontEndSpecification {
  /// How features are brought to a common scale before a model sees them.
  ///
  /// A row is what shares a scale: each value of a vector, each mel band of a spectrogram over its frames.
  public enum Normalization: Hashable, Sendable {
    /// Each row to mean 0 and deviation 1 over the clips trained on, and then into ±`clip` where that is given.
    case corpus(clip: Double?)
    /// All values of a clip together to mean 0 and deviation 1.
    case clip
  }
}

extension FrontEndSpecification.Normalization {
  var json: JSONNode {
    switch self {
    case .corpus(let clip):
      .object(["type": .string("corpus"), "clip": clip.map { .number($0) } ?? .null])
    case .clip: .object(["type": .string("clip")])
    }
  }
}
