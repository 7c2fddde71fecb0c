/// Returns first weights: uniform in `±√(6 / fanIn)`, which keeps the size of values from layer to layer where
/// each ends in a relu.
///
/// Parameters are those of ``firstWeights(_:count:fanIn:fanOut:seed:layerIndex:)``.
///
/// Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers", ICCV 2015, equation 10, its variance taken
/// uniformly, as PyTorch's `kaiming_uniform_` for relu. Checked in `FirstWeightsPropertyTests`.
package func heUniform(count: Int, fanIn: Int, seed: UInt64, layerIndex: Int) -> [Float] {
  uniformWeights(
    count: count, limit: (6 / Double(fanIn)).squareRoot(), seed: seed, layerIndex: layerIndex)
}
