import ExperimentSchema
import TensorEngine

/// A model as nodes in an order in which they can be computed, and who reads whom.
struct PlanGraph {
  /// Stands for the features of an example among a node's inputs.
  static let input = -1

  private(set) var nodes: [PlanNode] = []
  /// The node whose values the softmax or sigmoid at the model's end takes; ``input`` where there is none.
  private(set) var logits = PlanGraph.input
  /// The shape of an example's features.
  let inputShape: [Int]
  private let trains: Bool
  /// The nodes that read each value, the features' first; a node that reads a value twice stands there twice.
  private var readers: [[Int]] = []

  /// The graph of a model that ends in a softmax or a sigmoid over `classCount` classes, without that.
  ///
  /// - Throws: ``PlanError`` where the model does not end so, or has a layer that no plan can compute.
  init(
    _ summaries: [ShapeInference.LayerSummary], inputShape: [Int], classCount: Int, trains: Bool
  ) throws(PlanError) {
    self.inputShape = inputShape
    self.trains = trains
    guard let last = summaries.last else { throw .noLayers }
    guard last.layer.operation.outputActivation != nil, last.outputShape == [classCount] else {
      throw .output(layer: last.layer.name, shape: last.outputShape, classCount: classCount)
    }
    var names: Set<String> = []
    // The value of each summary: that of a node, or of the features where nothing changes them.
    var values: [Int] = []
    for (index, summary) in summaries.enumerated() {
      guard names.insert(summary.layer.name).inserted else { throw .duplicateName(layer: summary.layer.name) }
      guard index == summaries.count - 1 || !Self.endsInSoftmax(summary.layer) else {
        throw .softmaxInside(layer: summary.layer.name)
      }
      let inputs = summary.inputs.map { $0 < 0 ? Self.input : values[$0] }
      values.append(
        try append(summary, index: index, isLast: index == summaries.count - 1, inputs: inputs))
    }
    logits = values[summaries.count - 1]
    merge()
    guard nodes.contains(where: { !$0.weightShape.isEmpty }) else {
      throw .outputNotDense(layer: last.layer.name)
    }
    readers = Self.readers(of: nodes)
  }

  /// The nodes that read the value of `node`.
  func readers(of node: Int) -> [Int] { readers[node + 1] }

  /// The nodes whose form of `node`'s value counts: its readers, past what works in place.
  func finalReaders(of node: Int) -> [PlanNode] {
    readers(of: node).flatMap { reader in
      worksInPlace(reader) ? finalReaders(of: reader) : [nodes[reader]]
    }
  }

  /// Whether a node changes its input's values where they lie, since nothing else reads them, or leaves them as
  /// they are.
  func worksInPlace(_ node: Int) -> Bool {
    let input = nodes[node].inputs[0]
    return isIdentity(node)
      || nodes[node].isElementwise && isAlone(on: input) && (input < 0 || !nodes[input].keepsResult)
  }

  /// Whether the value of `node` has one reader, and is no other value that has more.
  func isAlone(on node: Int) -> Bool {
    readers(of: node).count == 1
      && (node < 0 || !isIdentity(node) || isAlone(on: nodes[node].inputs[0]))
  }

  /// Whether a node hands on what it reads: a dropout, where nothing is trained. It stays in the graph, so that
  /// values lie, and hence are computed, as they do in training.
  private func isIdentity(_ node: Int) -> Bool {
    if case .dropout = nodes[node].kind { !trains } else { false }
  }

  // MARK: From layers to nodes

  /// Appends the nodes of a layer; returns whose value is the layer's.
  private mutating func append(
    _ summary: ShapeInference.LayerSummary, index: Int, isLast: Bool, inputs: [Int]
  ) throws(PlanError) -> Int {
    let name = summary.layer.name
    let (input, output) = (summary.inputShape, summary.outputShape)
    var value = inputs[0]
    func add(
      _ kind: PlanNode.Kind, _ input: PlanNode.Extent, _ output: PlanNode.Extent, weightShape: [Int] = []
    ) {
      nodes.append(
        PlanNode(
          kind: kind, name: name, layerIndex: index, inputs: [value], input: input, output: output,
          weightShape: weightShape))
      value = nodes.count - 1
    }
    // Pools see a vector as one channel of frames, and their windows as rows and columns of an image.
    let image = PlanNode.Extent(image: input)
    func windows(
      _ kind: Pooling.Kind, _ size: LayerSpecification.Pair, _ stride: LayerSpecification.Pair
    ) -> PlanNode.Kind {
      let result = PlanNode.Extent(output)
      let stride = stride.stride(for: result)
      return .pooling(
        Pooling(
          kind: kind,
          shape: PoolingShape(
            height: size.melBand, width: size.frame, rowStride: stride.melBand, columnStride: stride.frame),
          rows: result.rows, columns: result.columns, makesVector: false))
    }
    func whole(_ kind: Pooling.Kind, melBands: Bool, frames: Bool) -> PlanNode.Kind {
      .pooling(
        Pooling(
          kind: kind,
          shape: PoolingShape(
            height: melBands ? image.rows : 1, width: frames ? image.columns : 1, rowStride: 1,
            columnStride: 1), rows: melBands ? 1 : image.rows, columns: frames ? 1 : image.columns,
          makesVector: output.count == 1))
    }
    func reduction(_ kind: Pooling.Kind, _ axis: LayerSpecification.Axis) -> PlanNode.Kind {
      switch axis {
      case .channel: .channelReduction(kind)
      case .melBand: whole(kind, melBands: true, frames: false)
      case .frame: whole(kind, melBands: false, frames: true)
      }
    }
    func add(_ kind: PlanNode.Kind) { add(kind, image, .init(output)) }
    func add(_ function: ActivationFunction) { add(.activation(function), .init(output), .init(output)) }
    func add(_ activation: Activation) {
      switch activation {
      case .linear, .softmax: break
      case .relu: add(.rectification, .init(output), .init(output))
      case .leakyRelu: add(.leakyRelu(slope: Float(Activation.defaultNegativeSlope)))
      case .gelu: add(ActivationFunction.gelu)
      case .sigmoid: add(ActivationFunction.sigmoid)
      case .tanh: add(ActivationFunction.tanh)
      }
    }
    switch summary.layer.operation {
    case .dense(_, let activation, _):
      add(
        .dense(units: output[0]), .init(input), .init(output), weightShape: [output[0], input[0]])
      // The sigmoid at the end is the loss' matter, as the softmax is.
      if !(isLast && activation == .sigmoid) { add(activation) }
    case .conv1D(let convolution):
      let settings = LayerSpecification.Convolution2D(
        filters: convolution.filters, kernelSize: .init(melBand: 1, frame: convolution.kernelSize),
        stride: .init(melBand: 1, frame: convolution.stride), padding: convolution.padding,
        activation: convolution.activation, groups: convolution.groups)
      try check(settings, name: name, image, .init(output))
      add(
        self.convolution(settings), image, .init(output),
        weightShape: [
          convolution.filters, image.channels / convolution.groups, convolution.kernelSize,
        ])
      add(convolution.activation)
    case .conv2D(let convolution):
      let size = convolution.kernelSize
      try check(convolution, name: name, .init(input), .init(output))
      add(
        self.convolution(convolution), .init(input), .init(output),
        weightShape: [
          convolution.filters, input[0] / convolution.groups, size.melBand, size.frame,
        ])
      add(convolution.activation)
    case .maxPool1D(let size, let stride):
      add(windows(.maximum, .init(melBand: 1, frame: size), .init(melBand: 1, frame: stride)))
    case .maxPool2D(let size, let stride):
      add(windows(.maximum, size, stride))
    case .averagePool1D(let size, let stride):
      add(windows(.mean, .init(melBand: 1, frame: size), .init(melBand: 1, frame: stride)))
    case .averagePool2D(let size, let stride):
      add(windows(.mean, size, stride))
    case .globalMaxPool:
      add(whole(.maximum, melBands: true, frames: true))
    case .globalAveragePool:
      add(whole(.mean, melBands: true, frames: true))
    case .max(let axis):
      add(reduction(.maximum, axis))
    case .mean(let axis):
      add(reduction(.mean, axis))
    case .batchNormalization(let settings):
      add(.statistics(settings), .init(input), .init(output), weightShape: [output[0]])
      add(.normalization, .init(input), .init(output))
    case .dropout(let rate), .spatialDropout(let rate):
      guard rate >= 0 && rate < 1 else { throw .dropoutRate(layer: name, rate: rate) }
      let ofChannels = if case .spatialDropout = summary.layer.operation { true } else { false }
      if rate > 0 { add(.dropout(rate: rate, ofChannels: ofChannels), .init(input), .init(output)) }
    case .flatten:
      if input.count > 1 { add(.flattening, .init(input), .init(output)) }
    case .relu:
      add(.rectification, .init(input), .init(output))
    case .leakyRelu(let slope):
      add(.leakyRelu(slope: Float(slope)))
    case .gelu:
      add(ActivationFunction.gelu)
    case .sigmoid where isLast:
      break
    case .sigmoid:
      add(ActivationFunction.sigmoid)
    case .tanh:
      add(ActivationFunction.tanh)
    case .softmax:
      break
    case .residual(let residual):
      add(.addition, .init(input), .init(output))
      nodes[value].inputs = inputs
      add(residual.activation)
    case .parallel:
      guard inputs.count > 1 else { break }
      add(.concatenation, .init(input), .init(output))
      nodes[value].inputs = inputs
    case .sequential:
      preconditionFailure("a sequential block is its layers")
    }
    return value
  }

  private func check(
    _ convolution: LayerSpecification.Convolution2D, name: String, _ input: PlanNode.Extent,
    _ output: PlanNode.Extent
  ) throws(PlanError) {
    if convolution.activation == .softmax { throw .softmaxInside(layer: name) }
    // The image with its halo, estimated from above: within what the sums of a plan's sizes can hold.
    let size = convolution.kernelSize
    let values =
      Double(input.rows + 2 * size.melBand) * Double(input.columns + 2 * size.frame)
      * Double(max(input.channels, output.channels) + 16)
    guard values < 0x1p36 else { throw .tooLarge(valueCount: Int(min(values, 0x1p62))) }
  }

  private func convolution(_ settings: LayerSpecification.Convolution2D) -> PlanNode.Kind {
    settings.groups > 1 ? .depthwiseConvolution(settings) : .convolution(settings)
  }

  private static func endsInSoftmax(_ layer: LayerSpecification) -> Bool {
    switch layer.operation {
    case .dense(_, .softmax, _), .softmax: true
    default: false
    }
  }

  // MARK: Merging

  /// Makes nodes part of others where one pass can do the work of both.
  private mutating func merge() {
    let counts = Self.readers(of: nodes).map(\.count)
    var standIns = Array(nodes.indices)
    for index in nodes.indices {
      let inputs = nodes[index].inputs
      nodes[index].inputs = inputs.map { $0 < 0 ? $0 : standIns[$0] }
      if case .rectification = nodes[index].kind, inputs[0] >= 0, counts[inputs[0] + 1] == 1,
        nodes[nodes[index].inputs[0]].takesRectification
      {
        nodes[nodes[index].inputs[0]].isRectified = true
        standIns[index] = nodes[index].inputs[0]
      }
      if case .addition = nodes[index].kind,
        let side = (0..<2).first(where: {
          counts[inputs[$0] + 1] == 1 && endsInNormalization(nodes[index].inputs[$0])
        })
      {
        // The normalisation moves to the addition: only there is the other side known to be complete.
        let (block, merged) = (nodes[index], nodes[index].inputs[side])
        nodes[index] = nodes[merged]
        nodes[index].inputs = [nodes[merged].inputs[0], block.inputs[1 - side]]
        nodes[index].sumName = block.name
        standIns[merged] = index
      }
    }
    var places: [Int] = []
    var kept: [PlanNode] = []
    for index in nodes.indices {
      places.append(kept.count)
      if standIns[index] == index { kept.append(nodes[index]) }
    }
    func place(_ node: Int) -> Int { node < 0 ? node : places[standIns[node]] }
    for index in kept.indices { kept[index].inputs = kept[index].inputs.map(place) }
    logits = place(logits)
    nodes = kept
  }

  /// Whether a node is a normalisation that could take a sum in the same pass.
  private func endsInNormalization(_ node: Int) -> Bool {
    guard node >= 0, case .normalization = nodes[node].kind else { return false }
    return nodes[node].inputs.count == 1 && !nodes[node].isRectified
  }

  private static func readers(of nodes: [PlanNode]) -> [[Int]] {
    var readers = [[Int]](repeating: [], count: nodes.count + 1)
    for (index, node) in nodes.enumerated() {
      for input in node.inputs { readers[input + 1].append(index) }
    }
    return readers
  }
}
