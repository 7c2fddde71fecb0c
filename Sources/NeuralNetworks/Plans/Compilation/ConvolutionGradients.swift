import ExperimentSchema
import TensorEngine

/// The images that a convolution of either kind needs to go back; none in inference.
struct ConvolutionGradients {
  /// The gradient of the output, and around it the zeros that the turned kernel reaches.
  var output: PlanMemory.ImageID?
  /// Partial gradients of weight and bias, one for each shard.
  var shards: PlanMemory.ImageID?
  /// The weight turned round, one per worker; nil where nothing before the convolution is trained.
  var flippedWeight: PlanMemory.ImageID?

  /// All of the images.
  var touched: [PlanMemory.ImageID] { [output, shards, flippedWeight].compactMap(\.self) }
}

extension PlanCompiler {
  /// Makes the images for the backward pass of `node`, whose outputs lie as `order` says.
  mutating func makeConvolutionGradients(
    _ node: PlanNode, kernel: LayerSpecification.Pair, stride: LayerSpecification.Pair, order: StoredOrder,
    input: PlanValue, parameter: Int, weightCount: Int
  ) -> ConvolutionGradients {
    var gradients = ConvolutionGradients()
    guard trains else { return gradients }
    gradients.shards = memory.makeVector(parameters[parameter].count, for: .shard)
    guard input.gradient != nil else {
      gradients.output = memory.makeImage(
        rows: order.rows, columns: order.columns, channels: order.storedChannels)
      return gradients
    }
    gradients.flippedWeight = memory.makeVector(weightCount, for: .worker)
    // Of every stride-th tap, the last one reaches this far.
    let reach = (
      rows: (kernel.melBand - 1) / stride.melBand, columns: (kernel.frame - 1) / stride.frame
    )
    let lastRow = (node.input.rows - 1 + node.halo.above) / stride.melBand
    let lastColumn = (node.input.columns - 1 + node.halo.left) / stride.frame
    gradients.output = memory.makeImage(
      rows: order.rows, columns: order.columns, channels: order.storedChannels,
      halo: Halo(
        above: reach.rows, below: max(reach.rows, lastRow + 1 - order.rows), left: reach.columns,
        right: max(reach.columns, lastColumn + 1 - order.columns)))
    return gradients
  }
}

extension ImagePadding {
  /// The part of `halo` that lies before an image's pixels.
  init(_ halo: Halo) { self.init(above: halo.above, left: halo.left) }
}
