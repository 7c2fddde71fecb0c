public import ExperimentSchema

/// Which scene a recording is of, by what is heard in it.
///
/// Every class speaks for the scenes that the taxonomy says it is heard in, to equal parts and as much as it is likely;
/// the shares are what each scene has of all that was said. Checked in `SceneEstimateTests`.
public struct SceneEstimate: Sendable, Hashable {
  /// The scenes by share, the greatest first; equal ones in the taxonomy's order. Shares sum to 1, or all are 0 where
  /// nothing is heard.
  public let shares: [Share]

  /// How much speaks for a scene.
  public struct Share: Sendable, Hashable {
    /// The scene's name.
    public var scene: String
    /// In 0...1.
    public var share: Double
  }

  /// The scene that most speaks for; nil where nothing is heard.
  public var scene: String? { shares.first.flatMap { $0.share > 0 ? $0.scene : nil } }

  /// Estimates the scene.
  ///
  /// - Parameters:
  ///   - evidence: For each class how much it is heard, such as its posteriors' sum over time; at least 0.
  ///   - classNames: The classes' names, by label.
  ///   - taxonomy: In which scenes classes are heard; those it does not know say nothing.
  /// - Precondition: There is evidence for each class.
  public init(evidence: [Double], classNames: [String], taxonomy: Taxonomy) {
    precondition(evidence.count == classNames.count, "there is evidence for each class")
    var weights: [String: Double] = [:]
    for (name, weight) in zip(classNames, evidence) {
      guard let scenes = taxonomy.soundClass(named: name)?.scenes else { continue }
      for scene in scenes { weights[scene, default: 0] += weight / Double(scenes.count) }
    }
    let total = taxonomy.scenes.reduce(0) { $0 + (weights[$1.name] ?? 0) }
    shares = taxonomy.scenes.enumerated()
      .map {
        (
          $0.offset,
          Share(scene: $0.element.name, share: total > 0 ? (weights[$0.element.name] ?? 0) / total : 0)
        )
      }
      .sorted { ($1.1.share, $0.0) < ($0.1.share, $1.0) }
      .map(\.1)
  }
}
