/// The function that a layer applies to its outputs.
public enum Activation: String, Codable, CaseIterable, Sendable {
  /// `x`.
  case linear
  /// `max(0, x)`.
  case relu
  /// `x` above zero, `0.01 · x` below; for another slope use the layer of that name.
  case leakyRelu
  /// `x · Φ(x)`, Φ being the standard normal distribution function (exact, by erf).
  case gelu
  /// `1 / (1 + exp(-x))`.
  case sigmoid
  /// `tanh(x)`.
  case tanh
  /// `exp(x_c) / Σ exp(x_k)` over the features of a vector; only where a vector comes out.
  case softmax

  /// The slope of ``leakyRelu`` below zero.
  public static let defaultNegativeSlope = 0.01
}
