package import ExperimentSchema
import SeededRandom

/// Returns a layer's first weights, drawn in the order of the logical tensor.
///
/// - Parameters:
///   - initializer: The distribution.
///   - count: Weights of the layer.
///   - fanIn: Inputs that feed one output; for a convolution channels · kernel size.
///   - fanOut: Outputs that one input feeds; for a convolution filters · kernel size.
///   - seed: The run's seed.
///   - layerIndex: The layer's place in the model; each layer has its own stream.
package func firstWeights(
  _ initializer: Initializer, count: Int, fanIn: Int, fanOut: Int, seed: UInt64, layerIndex: Int
) -> [Float] {
  switch initializer {
  case .glorotUniform:
    return glorotUniform(count: count, fanIn: fanIn, fanOut: fanOut, seed: seed, layerIndex: layerIndex)
  case .glorotNormal:
    return glorotNormal(count: count, fanIn: fanIn, fanOut: fanOut, seed: seed, layerIndex: layerIndex)
  case .heUniform:
    return heUniform(count: count, fanIn: fanIn, seed: seed, layerIndex: layerIndex)
  case .heNormal:
    return heNormal(count: count, fanIn: fanIn, seed: seed, layerIndex: layerIndex)
  }
}

/// Returns `count` values equally likely anywhere in `±limit`.
func uniformWeights(count: Int, limit: Double, seed: UInt64, layerIndex: Int) -> [Float] {
  var random = RandomStream(seed: seed, purpose: .initialization, index: layerIndex)
  return (0..<count).map { _ in Float(random.uniform(in: -limit..<limit)) }
}

/// Returns `count` values from the normal distribution of mean 0 and this deviation; not truncated.
func normalWeights(count: Int, deviation: Double, seed: UInt64, layerIndex: Int) -> [Float] {
  var random = RandomStream(seed: seed, purpose: .initialization, index: layerIndex)
  return (0..<count).map { _ in Float(deviation * random.normal()) }
}
