/// The function that a layer applies to its outputs.
public enum Activation: String, Codable, CaseIterable, Sendable {
  /// `x`.
  case linear
  /// `max(0, x)`.
  case relu
  /// `exp(x_c) / Σ exp(x_k)` over the features of a vector; only where a vector comes out.
  case softmax
}
