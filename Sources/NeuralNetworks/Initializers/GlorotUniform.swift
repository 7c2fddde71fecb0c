/// Returns first weights: uniform in `±√(6 / (fanIn + fanOut))`, which keeps the variance of values and of
/// gradients alike from layer to layer.
///
/// Parameters are those of ``firstWeights(_:count:fanIn:fanOut:seed:layerIndex:)``.
///
/// Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks",
/// AISTATS 2010, equation 16. Checked in `GlorotUniformPropertyTests`.
package func glorotUniform(count: Int, fanIn: Int, fanOut: Int, seed: UInt64, layerIndex: Int) -> [Float] {
  uniformWeights(
    count: count, limit: (6 / Double(fanIn + fanOut)).squareRoot(), seed: seed, layerIndex: layerIndex)
}
