/// How the weights of a layer begin. Fan-in: inputs that feed one output; fan-out: outputs that one input feeds.
public enum Initializer: String, Codable, CaseIterable, Sendable {
  /// Uniform in `±√(6 / (fanIn + fanOut))` (Glorot and Bengio 2010).
  case glorotUniform
  /// Normal, of variance `2 / (fanIn + fanOut)`.
  case glorotNormal
  /// Uniform in `±√(6 / fanIn)` (He et al. 2015): for layers that end in a relu.
  case heUniform
  /// Normal, of variance `2 / fanIn`.
  case heNormal
}
