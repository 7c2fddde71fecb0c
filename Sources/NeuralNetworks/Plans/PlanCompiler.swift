import ExperimentSchema
import TensorEngine

/// Lays a model out: which operations, in which order, with every value at a fixed offset of one arena.
///
/// Values are channels-last, channels rounded up to multiples of 16; the network's own input keeps its channels.
/// Around a value lies the halo of zeros that the convolution reading it pads with. The gradient of a
/// convolution's output has zeros around and between its pixels, so that the input gradient is a plain
/// convolution. What only one example needs at a time (a convolution's output that is pooled at once) has one
/// place per worker and stays in the cache.
struct PlanCompiler {
  let batchSize: Int
  let workerCount: Int
  let trains: Bool

  /// Examples are dealt to workers in shards of a multiple of 16, whose number depends on the batch alone;
  /// convolutions sum their gradients by shard.
  let shardSize: Int
  let shardCount: Int

  var planner = FloatArena.Planner()
  var operations: [PlanOperation] = []
  var parameters: [ParameterTensors] = []
  /// What the operations are in words; one line for each.
  var explanation: [String] = []
  /// Names of the dropout layers, in the order of their numbers.
  var dropoutLayers: [String] = []
  /// Values of scratch that each worker needs for dense layers.
  var denseScratchCount = 0

  private var nodes: [PlanNode] = []

  /// A value between two operations.
  struct Value {
    var activation: ImageLayout
    var gradient: ImageLayout?
    /// Logical extents; kept through a flatten, which only changes how the value is seen.
    var extent: PlanNode.Extent
    /// Channels stored for each pixel.
    var storedChannels: Int
    /// Seen as a vector: one pixel of all its values.
    var isVector: Bool
    /// Whether the values come out of a relu whose derivative is still to be applied: by what reads them.
    var isRectified = false
    /// Whether a convolution made it, whose gradient's image is not compact.
    var isConvolved = false
    /// Values from pixel (0, 0) back to the start of the halo.
    var halo = 0
  }

  init(batchSize: Int, workerCount: Int, trains: Bool) {
    self.batchSize = batchSize
    self.workerCount = workerCount
    self.trains = trains
    let blocks = (batchSize + 15) / 16
    shardSize = (blocks + 7) / 8 * 16
    shardCount = (batchSize + shardSize - 1) / shardSize
  }

  /// Examples that buffers have room for.
  private var capacity: Int { shardCount * shardSize }

  /// Lays out `nodes` and returns the network's input and its logits.
  mutating func compile(_ nodes: [PlanNode], inputExtent: PlanNode.Extent) -> (input: Value, logits: Value) {
    self.nodes = nodes
    let input = makeInput(inputExtent)
    var value = input
    for index in nodes.indices {
      let node = nodes[index]
      switch node.kind {
      case .dense(let units, let isRectified):
        value = appendDense(node, units: units, isRectified: isRectified, to: value)
      case .convolution(let convolution, let isRectified):
        if value.isVector { value = appendImaging(node, at: index, to: value) }
        value = appendConvolution(convolution, isRectified: isRectified, at: index, to: value)
      case .maxPooling(let shape):
        if value.isVector { value = appendImaging(node, at: index, to: value) }
        value = appendPooling(shape, at: index, to: value)
      case .rectification:
        operations.append(.rectification(value.activation))
        value.isRectified = value.gradient != nil
        explanation.append("\(node.name): relu in place; its derivative in whatever reads it")
      case .dropout(let rate):
        appendDropout(node, rate: rate, to: value)
      case .flattening:
        value = appendFlattening(node, to: value)
      }
    }
    return (input, value)
  }

  // MARK: Values

  private func rounded(_ channels: Int) -> Int { (channels + 15) / 16 * 16 }

  /// The node that reads the value made before `index`, past what works in place.
  private func reader(from index: Int) -> PlanNode? {
    nodes[index...].first { !$0.isElementwise }
  }

  private mutating func makeInput(_ extent: PlanNode.Extent) -> Value {
    switch reader(from: 0)?.kind {
    case .convolution, .maxPooling:
      guard let reader = reader(from: 0) else { break }
      let isFirst = if case .convolution = nodes[0].kind { true } else { false }
      let image = reader.input
      let channels = isFirst ? image.channels : rounded(image.channels)
      return makeImage(image, channels: channels, readBy: reader, isShared: false)
    default: break
    }
    let stored = rounded(extent.count)
    return Value(
      activation: makeVector(stored), extent: .init(channels: extent.count), storedChannels: extent.count,
      isVector: true)
  }

  private mutating func makeVector(_ count: Int) -> ImageLayout {
    ImageLayout(
      origin: planner.reserve(count * capacity), exampleStride: count, workerStride: 0, rowStride: count,
      columnStride: count, rowCount: 1, columnCount: 1, channelCount: count)
  }

  /// An image with the halo that `reader` needs, without a gradient.
  private mutating func makeImage(
    _ extent: PlanNode.Extent, channels: Int, readBy reader: PlanNode?, isShared: Bool
  ) -> Value {
    var (above, below, left, right) = (0, 0, 0, 0)
    if case .convolution(let convolution, _)? = reader?.kind, convolution.padding == .same {
      (above, below) = ShapeInference.samePadding(
        length: extent.rows, size: convolution.kernelSize.melBand, stride: convolution.stride.melBand)
      (left, right) = ShapeInference.samePadding(
        length: extent.columns, size: convolution.kernelSize.frame, stride: convolution.stride.frame)
    }
    let rowStride = (left + extent.columns + right) * channels
    let size = (above + extent.rows + below) * rowStride
    let halo = above * rowStride + left * channels
    let layout = makeLayout(
      size: size, isShared: isShared, halo: halo, rowStride: rowStride, columnStride: channels,
      extent: extent,
      channels: channels)
    return Value(activation: layout, extent: extent, storedChannels: channels, isVector: false, halo: halo)
  }

  private mutating func makeLayout(
    size: Int, isShared: Bool, halo: Int, rowStride: Int, columnStride: Int, extent: PlanNode.Extent,
    channels: Int
  ) -> ImageLayout {
    ImageLayout(
      origin: planner.reserve(size * (isShared ? workerCount : capacity)) + halo,
      exampleStride: isShared ? 0 : size, workerStride: isShared ? size : 0, rowStride: rowStride,
      columnStride: columnStride, rowCount: extent.rows, columnCount: extent.columns, channelCount: channels)
  }

  /// Whether gradients reach the value made by node `index`.
  private func needsGradient(_ index: Int) -> Bool {
    trains && nodes[...index].contains { !$0.weightShape.isEmpty }
  }

  // MARK: Operations

  private mutating func addParameter(_ node: PlanNode, outputs: Int, value: Value, kernel: PlanNode.Extent?)
    -> Int
  {
    let channels = value.extent.channels
    parameters.append(
      ParameterTensors(
        layer: node.name, layerIndex: node.layerIndex, outputs: outputs, channels: channels,
        rows: kernel?.rows ?? value.extent.rows, columns: kernel?.columns ?? value.extent.columns,
        storedChannels: value.storedChannels, weightShape: node.weightShape, isConvolution: kernel != nil))
    return parameters.count - 1
  }

  private mutating func appendDense(
    _ node: PlanNode, units: Int, isRectified: Bool, to value: Value
  ) -> Value {
    let parameter = addParameter(node, outputs: units, value: value, kernel: nil)
    let panelCount = parameters[parameter].panelCount
    let activation = makeVector(panelCount * 16)
    let gradient = trains ? makeVector(panelCount * 16) : activation
    operations.append(
      .dense(
        DenseOperation(
          depth: parameters[parameter].depth, panelCount: panelCount, input: value.activation,
          output: activation, inputGradient: value.gradient, outputGradient: gradient,
          inputIsRectified: value.isRectified, isRectified: isRectified, parameter: parameter)))
    denseScratchCount = max(denseScratchCount, Dense.inputGradientScratchCount(panelCount: panelCount))
    let inputGradient = value.gradient == nil ? "" : "input gradient + derivative of relu, "
    explanation.append(
      "\(node.name): product + bias\(isRectified ? " + relu" : "")"
        + (trains ? "; backward: \(inputGradient)weight gradient + Adam" : ""))
    return Value(
      activation: activation, gradient: trains ? gradient : nil, extent: .init(channels: units),
      storedChannels: panelCount * 16, isVector: true, isRectified: isRectified)
  }

  private mutating func appendConvolution(
    _ convolution: LayerSpecification.Convolution2D, isRectified: Bool, at index: Int, to value: Value
  ) -> Value {
    let node = nodes[index]
    let kernel = convolution.kernelSize
    let parameter = addParameter(
      node, outputs: convolution.filters, value: value,
      kernel: .init(channels: 0, rows: kernel.melBand, columns: kernel.frame))
    let panelCount = parameters[parameter].panelCount
    let stored = panelCount * 16
    let reader = reader(from: index + 1)
    let isPooled = if case .maxPooling? = reader?.kind { true } else { false }
    var output = makeImage(node.output, channels: stored, readBy: reader, isShared: isPooled)
    output.isRectified = isRectified
    output.isConvolved = true

    // The gradient's image: strided pixels, and around them what the turned kernel reaches.
    let stride = PlanNode.effectiveStride(convolution.stride, node.output)
    var gradientRowStride = node.output.columns * stored
    var window = 0
    var gradient = output.activation
    if trains, value.gradient == nil {
      gradient = makeLayout(
        size: node.output.rows * gradientRowStride, isShared: true, halo: 0, rowStride: gradientRowStride,
        columnStride: stored, extent: node.output, channels: stored)
    } else if trains {
      let same = convolution.padding == .same
      let above =
        same
        ? ShapeInference.samePadding(
          length: value.extent.rows, size: kernel.melBand, stride: convolution.stride.melBand
        ).before : 0
      let left =
        same
        ? ShapeInference.samePadding(
          length: value.extent.columns, size: kernel.frame, stride: convolution.stride.frame
        ).before : 0
      let (reachRows, reachColumns) = (kernel.melBand - 1, kernel.frame - 1)
      let rows = max(
        (node.output.rows - 1) * stride.melBand + 1 + 2 * reachRows, value.extent.rows + above + reachRows)
      let columns = max(
        (node.output.columns - 1) * stride.frame + 1 + 2 * reachColumns,
        value.extent.columns + left + reachColumns)
      gradientRowStride = columns * stored
      window = (above - reachRows) * gradientRowStride + (left - reachColumns) * stored
      gradient = makeLayout(
        size: rows * gradientRowStride, isShared: true,
        halo: reachRows * gradientRowStride + reachColumns * stored,
        rowStride: gradientRowStride * stride.melBand, columnStride: stored * stride.frame,
        extent: node.output, channels: stored)
    }
    if trains {
      output.gradient = gradient
      parameters[parameter].shards = planner.reserve(parameters[parameter].count * shardCount)
    }
    let flippedCount = kernel.melBand * kernel.frame * stored * rounded(value.storedChannels)
    let flips = trains && value.gradient != nil
    operations.append(
      .convolution(
        ConvolutionOperation(
          shape: ConvolutionShape(
            channelCount: value.storedChannels, panelCount: panelCount, kernelHeight: kernel.melBand,
            kernelWidth: kernel.frame, rowStride: stride.melBand, columnStride: stride.frame),
          input: value.activation, output: output.activation, inputHalo: value.halo,
          inputGradient: value.gradient, outputGradient: gradient, gradientWindow: window,
          gradientRowStride: gradientRowStride, inputIsRectified: value.isRectified, isRectified: isRectified,
          parameter: parameter, flippedWeight: flips ? planner.reserve(flippedCount * workerCount) : 0,
          flippedWeightStride: flippedCount)))
    explanation.append(
      "\(node.name): implicit product over channels-last images + bias\(isRectified ? " + relu" : "")"
        + (isPooled ? ", one example at a time with its pooling" : ""))
    return output
  }

  private mutating func appendPooling(_ shape: PoolingShape, at index: Int, to value: Value) -> Value {
    let node = nodes[index]
    let reader = reader(from: index + 1)
    let channels = value.activation.channelCount
    var output = makeImage(node.output, channels: channels, readBy: reader, isShared: false)
    if needsGradient(index) {
      // Compact; per worker unless a dense layer makes it for all examples at once.
      let isShared =
        switch reader?.kind {
        case .convolution?, .maxPooling?: true
        default: false
        }
      let rowStride = node.output.columns * channels
      output.gradient = makeLayout(
        size: node.output.rows * rowStride, isShared: isShared, halo: 0, rowStride: rowStride,
        columnStride: channels, extent: node.output, channels: channels)
    }
    let placesStride = node.output.rows * node.output.columns * channels
    operations.append(
      .maxPooling(
        PoolingOperation(
          shape: shape, input: value.activation, output: output.activation, inputGradient: value.gradient,
          outputGradient: output.gradient, inputIsRectified: value.isRectified,
          places: planner.reserve(placesStride * capacity), placesStride: placesStride)))
    explanation.append(
      "\(node.name): maxima with their places" + (value.isRectified ? " + derivative of relu" : ""))
    return output
  }

  private mutating func appendDropout(_ node: PlanNode, rate: Double, to value: Value) {
    // Inference leaves values as they are.
    guard trains else { return }
    let layout = value.activation
    let stride = layout.rowCount * layout.columnCount * layout.channelCount
    operations.append(
      .dropout(
        DropoutOperation(
          values: layout, gradient: value.gradient,
          mask: DropoutMask(rate: rate, layerIndex: node.layerIndex),
          factors: planner.reserve(stride * capacity), factorsStride: stride, number: dropoutLayers.count)))
    dropoutLayers.append(node.name)
    explanation.append("\(node.name): in place, factors from counter-based random bits")
  }

  private mutating func appendFlattening(_ node: PlanNode, to value: Value) -> Value {
    guard !value.isVector else { return value }
    let image = value.activation
    let count = image.rowCount * image.columnCount * image.channelCount
    var vector = value
    vector.isVector = true
    vector.activation = ImageLayout(
      origin: image.origin, exampleStride: image.exampleStride, workerStride: image.workerStride,
      rowStride: count, columnStride: count, rowCount: 1, columnCount: 1, channelCount: count)
    guard let gradient = value.gradient else { return vector }
    guard value.isConvolved else {
      vector.gradient = ImageLayout(
        origin: gradient.origin, exampleStride: gradient.exampleStride, workerStride: gradient.workerStride,
        rowStride: count, columnStride: count, rowCount: 1, columnCount: 1, channelCount: count)
      explanation.append("\(node.name): nothing to do, weights follow the plan's order")
      return vector
    }
    let vectorGradient = makeVector(count)
    vector.gradient = vectorGradient
    operations.append(
      .flattening(
        FlatteningOperation(
          values: image, gradient: gradient, vectorGradient: vectorGradient, isRectified: value.isRectified)))
    vector.isRectified = false
    vector.isConvolved = false
    explanation.append("\(node.name): gradient copied to the convolution's image")
    return vector
  }

  /// A vector for a spatial layer: frames of one channel.
  private mutating func appendImaging(_ node: PlanNode, at index: Int, to value: Value) -> Value {
    var image = makeImage(node.input, channels: 16, readBy: node, isShared: false)
    if value.gradient != nil {
      let rowStride = node.input.columns * 16
      image.gradient = makeLayout(
        size: rowStride, isShared: true, halo: 0, rowStride: rowStride, columnStride: 16, extent: node.input,
        channels: 16)
    }
    operations.append(
      .imaging(
        ImagingOperation(
          vector: value.activation, image: image.activation, vectorGradient: value.gradient,
          imageGradient: image.gradient, isRectified: value.isRectified, channels: value.extent.channels,
          rows: value.extent.rows, columns: value.extent.columns, storedChannels: value.storedChannels)))
    explanation.append("\(node.name): its input copied from a vector to an image of one channel")
    return image
  }
}
