/// Returns first weights: normal, of variance `2 / (fanIn + fanOut)`, that of ``glorotUniform(count:fanIn:fanOut:seed:layerIndex:)``.
///
/// Parameters are those of ``firstWeights(_:count:fanIn:fanOut:seed:layerIndex:)``.
///
/// Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks",
/// AISTATS 2010, equation 12; not truncated, as PyTorch's `xavier_normal_`. Checked in
/// `FirstWeightsPropertyTests`.
package func glorotNormal(count: Int, fanIn: Int, fanOut: Int, seed: UInt64, layerIndex: Int) -> [Float] {
  normalWeights(
    count: count, deviation: (2 / Double(fanIn + fanOut)).squareRoot(), seed: seed, layerIndex: layerIndex)
}
