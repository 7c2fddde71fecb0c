import SeededRandom

/// Returns first weights: uniform in `±√(6 / (fanIn + fanOut))`, which keeps the variance of values and of
/// gradients alike from layer to layer.
///
/// - Parameters:
///   - count: Weights of the layer, drawn in the order of the logical tensor.
///   - fanIn: Inputs that feed one output; for a convolution channels · kernel size.
///   - fanOut: Outputs that one input feeds; for a convolution filters · kernel size.
///   - seed: The run's seed.
///   - layerIndex: The layer's place in the model; each layer has its own stream.
///
/// Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks",
/// AISTATS 2010, equation 16. Checked in `GlorotUniformPropertyTests`.
package func glorotUniform(count: Int, fanIn: Int, fanOut: Int, seed: UInt64, layerIndex: Int) -> [Float] {
  let limit = (6 / Double(fanIn + fanOut)).squareRoot()
  var random = RandomStream(seed: seed, purpose: .initialization, index: layerIndex)
  return (0..<count).map { _ in Float(random.uniform(in: -limit..<limit)) }
}
