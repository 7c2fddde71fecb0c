import ExperimentSchema
import TensorEngine

/// Lays a model out: which operations, in which order, on which images.
///
/// Values are channels-last, channels rounded up to multiples of 16; the network's own input keeps its channels
/// where a convolution reads it. Around a value lies the halo of zeros that the convolutions reading it pad
/// with. Each kind of node has its part in the file of its operation.
struct PlanCompiler {
  let graph: PlanGraph
  let workerCount: Int
  /// What is done to a gradient once it is known, in words; nil where nothing is trained.
  let gradientEpilogue: String?

  /// Examples are dealt to workers in shards of a multiple of 16, whose number depends on the batch alone;
  /// what is summed over examples in their backward pass is summed by shard.
  let shardSize: Int
  let shardCount: Int

  var memory = PlanMemory()
  var operations: [PlannedOperation] = []
  var parameters: [ParameterTensors] = []
  /// What the operations are in words; one line for each.
  var explanation: [String] = []
  /// The dropout layers, in the order of their numbers.
  var dropoutLayers: [DropoutLayer] = []
  /// The batch normalisations whose statistics are planned, by those nodes.
  var normalizations: [Int: PlannedNormalization] = [:]
  /// Places that operations gather from, one table after the other.
  var tables: [Int32] = []
  /// Values that operations take for granted, such as masks, one list after the other.
  var constants: [Float] = []

  /// The value of each node, the features' first, with the gradients that wait for their readers.
  private var held: [(value: PlanValue, gradients: [PlanMemory.ImageID?])] = []

  init(graph: PlanGraph, batchSize: Int, workerCount: Int, gradientEpilogue: String?) {
    self.graph = graph
    self.workerCount = workerCount
    self.gradientEpilogue = gradientEpilogue
    let blocks = (batchSize + 15) / 16
    shardSize = (blocks + 7) / 8 * 16
    shardCount = (batchSize + shardSize - 1) / shardSize
  }

  var trains: Bool { gradientEpilogue != nil }

  /// Examples that buffers have room for.
  var capacity: Int { shardCount * shardSize }

  /// Lays out the graph and returns the network's input and its logits.
  mutating func compile() -> (input: PlanValue, logits: PlanValue) {
    let input = makeInput()
    hold(input, of: PlanGraph.input)
    for index in graph.nodes.indices {
      let node = graph.nodes[index]
      let value =
        switch node.kind {
        case .dense(let units): appendDense(node, units: units)
        case .convolution(let convolution): appendConvolution(convolution, at: index)
        case .depthwiseConvolution(let convolution): appendDepthwiseConvolution(convolution, at: index)
        case .pooling(let pooling): appendPooling(pooling, at: index)
        case .channelReduction(let kind): appendChannelReduction(kind, at: index)
        case .statistics(let settings): appendStatistics(settings, at: index)
        case .normalization: appendNormalization(at: index)
        case .activation(let function): appendActivation(function, at: index)
        case .rectification: appendRectification(at: index)
        case .dropout(let rate, let ofChannels): appendDropout(rate: rate, ofChannels: ofChannels, at: index)
        case .flattening: appendFlattening(node)
        case .addition: appendAddition(at: index)
        case .concatenation: appendConcatenation(at: index)
        }
      hold(value, of: index)
    }
    return (input, inPlainOrder(take(graph.logits), for: "softmax"))
  }

  // MARK: Values from node to node

  /// Keeps a value for its readers. Where there are several, each gets a gradient of its own to write, and these
  /// are summed.
  private mutating func hold(_ value: PlanValue, of node: Int) {
    let readerCount = graph.readers(of: node).count + (node == graph.logits ? 1 : 0)
    guard readerCount > 1, value.gradient != nil else {
      return held.append((value, [PlanMemory.ImageID?](repeating: value.gradient, count: readerCount)))
    }
    let parts = (0..<readerCount).map { _ in makeGradient(for: value) }
    appendGradientSum(of: parts, into: value)
    var shared = value
    shared.isRectified = false
    shared.adoptsGradient = true
    held.append((shared, parts))
  }

  /// The value of `node` for its next reader.
  mutating func take(_ node: Int) -> PlanValue {
    var value = held[node + 1].value
    value.gradient = held[node + 1].gradients.removeFirst()
    return value
  }

  /// The first value that `node` takes, as an image of its own extents.
  mutating func takeImage(for node: PlanNode) -> PlanValue {
    let value = take(node.inputs[0])
    return value.isVector ? appendImaging(node, to: value) : value
  }

  /// A compact image for a gradient of `value`.
  mutating func makeGradient(for value: PlanValue) -> PlanMemory.ImageID {
    value.isVector
      ? memory.makeVector(value.order.storedCount)
      : memory.makeImage(
        rows: value.order.rows, columns: value.order.columns, channels: value.order.storedChannels)
  }

  /// The zeros that the readers of `node`'s value want around it.
  func halo(of node: Int) -> Halo {
    graph.finalReaders(of: node).reduce(Halo()) { $0.union($1.halo) }
  }

  /// A new image for the value of `node`, in `order`, with the halo that its readers want and no gradient.
  mutating func makeImage(_ order: StoredOrder, of node: Int) -> PlanMemory.ImageID {
    memory.makeImage(
      rows: order.rows, columns: order.columns, channels: order.storedChannels, halo: halo(of: node))
  }

  private mutating func makeInput() -> PlanValue {
    let readers = graph.finalReaders(of: PlanGraph.input)
    let isFlat =
      graph.inputShape.count == 1
      ? !readers.allSatisfy(\.isSpatial) || readers.isEmpty : !readers.contains { !$0.takesVector }
    if isFlat {
      let order = StoredOrder(channels: graph.inputShape.reduce(1, *))
      let vector = memory.makeVector(order.storedCount)
      memory.keepZeros(in: vector)
      return PlanValue(activation: vector, order: order, isVector: true)
    }
    let extent = PlanNode.Extent(image: graph.inputShape)
    let isConvolved = graph.readers(of: PlanGraph.input).allSatisfy {
      if case .convolution = graph.nodes[$0].kind { true } else { false }
    }
    let order = StoredOrder(
      channels: extent.channels, rows: extent.rows, columns: extent.columns,
      storedChannels: isConvolved ? extent.channels : nil)
    let image = makeImage(order, of: PlanGraph.input)
    memory.keepZeros(in: image)
    return PlanValue(activation: image, order: order, isVector: false)
  }

  // MARK: Parameters

  /// Adds the parameters of a layer whose outputs are products of depth `order`; returns their place.
  mutating func addParameter(_ node: PlanNode, outputs: Int, order: StoredOrder, isConvolution: Bool) -> Int {
    let taps = isConvolution ? order.rows * order.columns : 1
    parameters.append(
      ParameterTensors(
        layer: node.name, layerIndex: node.layerIndex, outputs: outputs, arrangement: .panels(order),
        weightShape: node.weightShape, fanIn: order.count, fanOut: outputs * taps))
    return parameters.count - 1
  }

  /// Adds the parameters of a depthwise convolution, whose outputs lie as `order` says; returns their place.
  mutating func addDepthwiseParameter(_ node: PlanNode, order: StoredOrder, taps: Int) -> Int {
    parameters.append(
      ParameterTensors(
        layer: node.name, layerIndex: node.layerIndex, outputs: order.channels,
        arrangement: .channels(places: order.channelPlaces, taps: taps, stored: order.storedChannels),
        weightShape: node.weightShape, fanIn: taps, fanOut: taps))
    return parameters.count - 1
  }

  /// Adds the parameters and statistics of a batch normalisation of `value`; returns their place.
  mutating func addNormalizationParameter(_ node: PlanNode, value: PlanValue) -> Int {
    let order = value.order
    let places = value.isVector ? order.places : order.channelPlaces
    parameters.append(
      ParameterTensors(
        layer: node.name, layerIndex: node.layerIndex, outputs: places.count,
        arrangement: .channels(
          places: places, taps: 1, stored: value.isVector ? order.storedCount : order.storedChannels),
        weightShape: node.weightShape, fanIn: 1, fanOut: 1, isNormalization: true))
    return parameters.count - 1
  }
}
