import ExperimentSchema
import TensorEngine

/// A layer as a plan computes it: activations merged into the layer before, one dimension an image of one
/// row, nothing that changes no value.
struct PlanNode {
  enum Kind {
    case dense(units: Int, isRectified: Bool)
    case convolution(LayerSpecification.Convolution2D, isRectified: Bool)
    case maxPooling(PoolingShape)
    case rectification
    case dropout(rate: Double)
    case flattening
  }

  var kind: Kind
  let name: String
  let layerIndex: Int
  let input: Extent
  let output: Extent
  /// The layer's weight in logical order; empty where it has none.
  var weightShape: [Int] = []

  /// The logical extents of an example: channels, mel bands, frames; a vector is channels alone.
  struct Extent: Equatable {
    var channels: Int
    var rows: Int
    var columns: Int

    var count: Int { channels * rows * columns }

    init(channels: Int, rows: Int = 1, columns: Int = 1) {
      self.channels = channels
      self.rows = rows
      self.columns = columns
    }

    /// `[features]`, `[channel, frame]` or `[channel, melBand, frame]`.
    init(_ shape: [Int]) {
      self =
        switch shape.count {
        case 1: Extent(channels: shape[0])
        case 2: Extent(channels: shape[0], columns: shape[1])
        default: Extent(channels: shape[0], rows: shape[1], columns: shape[2])
        }
    }
  }

  /// Whether the node works in place, whatever the layout of its values.
  var isElementwise: Bool {
    switch kind {
    case .rectification, .dropout: true
    default: false
    }
  }

  /// The nodes of a model that ends in a softmax over `classCount` classes, without that softmax.
  ///
  /// - Throws: ``PlanError`` where the model does not end so, or has a softmax or a dropout that no plan can
  ///   compute.
  static func nodes(
    of summaries: [ShapeInference.LayerSummary], classCount: Int
  ) throws(PlanError) -> [PlanNode] {
    guard let last = summaries.last else { throw .noLayers }
    guard endsInSoftmax(last.layer), last.outputShape == [classCount] else {
      throw .output(layer: last.layer.name, shape: last.outputShape, classCount: classCount)
    }
    var nodes: [PlanNode] = []
    var names: Set<String> = []
    for (index, summary) in summaries.enumerated() {
      guard names.insert(summary.layer.name).inserted else { throw .duplicateName(layer: summary.layer.name) }
      guard index == summaries.count - 1 || !endsInSoftmax(summary.layer) else {
        throw .softmaxInside(layer: summary.layer.name)
      }
      try append(summary, index: index, to: &nodes)
    }
    guard case .dense? = nodes.last(where: { !$0.isElementwise })?.kind else {
      throw .outputNotDense(layer: last.layer.name)
    }
    return nodes
  }

  private static func append(
    _ summary: ShapeInference.LayerSummary, index: Int, to nodes: inout [PlanNode]
  ) throws(PlanError) {
    let name = summary.layer.name
    let (input, output) = (summary.inputShape, summary.outputShape)
    func add(_ kind: Kind, _ input: Extent, _ output: Extent, weightShape: [Int] = []) {
      nodes.append(
        PlanNode(
          kind: kind, name: name, layerIndex: index, input: input, output: output, weightShape: weightShape))
    }
    switch summary.layer.operation {
    case .dense(_, let activation, _):
      add(
        .dense(units: output[0], isRectified: activation == .relu), Extent(input), Extent(output),
        weightShape: [output[0], input[0]])
    case .conv1D(let convolution):
      let image = image(input)
      let settings = Layer.Convolution2D(
        filters: convolution.filters, kernelSize: .init(melBand: 1, frame: convolution.kernelSize),
        stride: .init(melBand: 1, frame: convolution.stride), padding: convolution.padding,
        activation: convolution.activation)
      add(
        try kind(of: settings, name: name, image, Extent(output)), image, Extent(output),
        weightShape: [convolution.filters, image.channels, convolution.kernelSize])
    case .conv2D(let convolution):
      let size = convolution.kernelSize
      add(
        try kind(of: convolution, name: name, image(input), Extent(output)), image(input), Extent(output),
        weightShape: [convolution.filters, input[0], size.melBand, size.frame])
    case .maxPool1D(let size, let stride):
      add(
        pooling(.init(melBand: 1, frame: size), .init(melBand: 1, frame: stride), Extent(output)),
        image(input), Extent(output))
    case .maxPool2D(let size, let stride):
      add(pooling(size, stride, Extent(output)), image(input), Extent(output))
    case .dropout(let rate):
      guard rate >= 0 && rate < 1 else { throw .dropoutRate(layer: name, rate: rate) }
      if rate > 0 { add(.dropout(rate: rate), Extent(input), Extent(output)) }
    case .flatten:
      if input.count > 1 { add(.flattening, Extent(input), Extent(output)) }
    case .relu:
      if !mergeRectification(into: &nodes) { add(.rectification, Extent(input), Extent(output)) }
    case .softmax:
      break
    default:
      throw .unsupported(layer: name, type: summary.layer.operation.type)
    }
  }

  private static func kind(
    of convolution: Layer.Convolution2D, name: String, _ input: Extent, _ output: Extent
  ) throws(PlanError) -> Kind {
    if convolution.activation == .softmax { throw .softmaxInside(layer: name) }
    // The image with its halo, estimated from above: within what the sums of a plan's sizes can hold.
    let size = convolution.kernelSize
    let values =
      Double(input.rows + 2 * size.melBand) * Double(input.columns + 2 * size.frame)
      * Double(max(input.channels, output.channels) + 16)
    guard values < 0x1p36 else { throw .tooLarge(valueCount: Int(min(values, 0x1p62))) }
    return .convolution(convolution, isRectified: convolution.activation == .relu)
  }

  private static func pooling(_ size: Layer.Pair, _ stride: Layer.Pair, _ output: Extent) -> Kind {
    let stride = effectiveStride(stride, output)
    return .maxPooling(
      PoolingShape(
        height: size.melBand, width: size.frame, rowStride: stride.melBand, columnStride: stride.frame))
  }

  /// The stride, or 1 where there is but one output, which a stride of any size gives.
  static func effectiveStride(_ stride: LayerSpecification.Pair, _ output: Extent) -> LayerSpecification.Pair
  {
    LayerSpecification.Pair(
      melBand: output.rows == 1 ? 1 : stride.melBand, frame: output.columns == 1 ? 1 : stride.frame)
  }

  private typealias Layer = LayerSpecification

  /// Makes a relu the activation of the layer before it, where that has none of its own.
  private static func mergeRectification(into nodes: inout [PlanNode]) -> Bool {
    guard let last = nodes.indices.last else { return false }
    switch nodes[last].kind {
    case .dense(let units, _): nodes[last].kind = .dense(units: units, isRectified: true)
    case .convolution(let convolution, _):
      nodes[last].kind = .convolution(convolution, isRectified: true)
    default: return false
    }
    return true
  }

  private static func endsInSoftmax(_ layer: Layer) -> Bool {
    switch layer.operation {
    case .dense(_, .softmax, _), .softmax: true
    default: false
    }
  }

  /// As a spatial layer sees a shape: a vector is one channel of frames.
  private static func image(_ shape: [Int]) -> Extent {
    shape.count == 1 ? Extent(channels: 1, columns: shape[0]) : Extent(shape)
  }
}
