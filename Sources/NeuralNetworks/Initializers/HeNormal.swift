/// Returns first weights: normal, of variance `2 / fanIn`, which keeps the size of values from layer to layer
/// where each ends in a relu.
///
/// Parameters are those of ``firstWeights(_:count:fanIn:fanOut:seed:layerIndex:)``.
///
/// Source: He, Zhang, Ren and Sun, "Delving deep into rectifiers", ICCV 2015, equation 10; not truncated, as
/// PyTorch's `kaiming_normal_` for relu. Checked in `FirstWeightsPropertyTests`.
package func heNormal(count: Int, fanIn: Int, seed: UInt64, layerIndex: Int) -> [Float] {
  normalWeights(
    count: count, deviation: (2 / Double(fanIn)).squareRoot(), seed: seed, layerIndex: layerIndex)
}
