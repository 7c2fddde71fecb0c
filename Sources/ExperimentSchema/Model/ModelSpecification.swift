/// The net of an experiment: its layers, first to last.
public struct ModelSpecification: Hashable, Sendable {
  /// Where the layers come from; a remark for reports, outside a run's identity.
  public var architecture: Architecture
  /// At least one layer; the last one gives a probability for each class.
  public var layers: [LayerSpecification]

  /// A model of `layers`.
  public init(architecture: Architecture = .documented, layers: [LayerSpecification]) {
    self.architecture = architecture
    self.layers = layers
  }

  /// Where a model's layers come from.
  public enum Architecture: String, Codable, CaseIterable, Sendable {
    /// The source names every layer.
    case documented
    /// The source leaves layers open, and the file states our reading.
    case reconstructed
  }
}
