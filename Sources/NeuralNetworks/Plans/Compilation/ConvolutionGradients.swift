import ExperimentSchema
import TensorEngine

/// The images that a convolution of either kind needs to go back; none in inference.
struct ConvolutionGradients {
  /// The gradient of the output: its pixels as far apart as the stride says, and around them the zeros that the
  /// turned kernel reaches, so that the input gradient is a plain convolution.
  var output: PlanMemory.ImageID?
  /// Partial gradients of weight and bias, one for each shard.
  var shards: PlanMemory.ImageID?
  /// The weight turned round, one per worker; nil where nothing before the convolution is trained.
  var flippedWeight: PlanMemory.ImageID?
  /// Rows of the output gradient's image are this far apart, the zeros between them included.
  var rowStride = 0
  /// Values from the output gradient's pixel (0, 0) to the window of the input's pixel (0, 0).
  var window = 0

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
    let channels = order.storedChannels
    let (above, left) = (node.halo.above, node.halo.left)
    let (reachRows, reachColumns) = (kernel.melBand - 1, kernel.frame - 1)
    let rows = max(
      (node.output.rows - 1) * stride.melBand + 1 + 2 * reachRows, node.input.rows + above + reachRows)
    let columns = max(
      (node.output.columns - 1) * stride.frame + 1 + 2 * reachColumns,
      node.input.columns + left + reachColumns)
    let rowStride = columns * channels
    gradients.rowStride = rowStride
    gradients.window = (above - reachRows) * rowStride + (left - reachColumns) * channels
    gradients.output = memory.makeImage(
      count: rows * rowStride, offset: reachRows * rowStride + reachColumns * channels,
      rowStride: rowStride * stride.melBand, columnStride: channels * stride.frame, rows: node.output.rows,
      columns: node.output.columns, channels: channels)
    return gradients
  }
}

extension PlanMemory.Image {
  /// Values from pixel (0, 0) back to the first one of `halo`, which may be less than the image has.
  func distance(to halo: Halo) -> Int { halo.above * rowStride + halo.left * columnStride }
}
