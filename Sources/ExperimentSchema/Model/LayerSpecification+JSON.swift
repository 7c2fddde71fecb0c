import JSONText

extension LayerSpecification {
  /// The layer as a file declares it, every default written out but those of settings that came later than the
  /// first runs: groups and initializers, whose absence must stay the same configuration.
  var json: JSONNode {
    .object([("type", .string(operation.type)), ("name", .string(name))] + operation.settings)
  }
}

extension LayerSpecification.Operation {
  /// What a file calls this kind of layer.
  public var type: String {
    switch self {
    case .dense: "dense"
    case .conv1D: "conv1D"
    case .conv2D: "conv2D"
    case .maxPool1D: "maxPool1D"
    case .maxPool2D: "maxPool2D"
    case .averagePool1D: "averagePool1D"
    case .averagePool2D: "averagePool2D"
    case .globalMaxPool: "globalMaxPool"
    case .globalAveragePool: "globalAveragePool"
    case .max: "max"
    case .mean: "mean"
    case .batchNormalization: "batchNormalization"
    case .dropout: "dropout"
    case .spatialDropout: "spatialDropout"
    case .flatten: "flatten"
    case .relu: "relu"
    case .leakyRelu: "leakyRelu"
    case .gelu: "gelu"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .softmax: "softmax"
    case .sequential: "sequential"
    case .residual: "residual"
    case .parallel: "parallel"
    }
  }

  fileprivate var settings: [(String, JSONNode)] {
    switch self {
    case .dense(let units, let activation, let initializer):
      [("units", units.json), ("activation", activation.json)] + initializer.settings
    case .conv1D(let convolution): convolution.settings
    case .conv2D(let convolution): convolution.settings
    case .maxPool1D(let poolSize, let stride), .averagePool1D(let poolSize, let stride):
      [("poolSize", .integer(poolSize)), ("stride", .integer(stride))]
    case .maxPool2D(let poolSize, let stride), .averagePool2D(let poolSize, let stride):
      [("poolSize", poolSize.json), ("stride", stride.json)]
    case .max(let axis), .mean(let axis): [("axis", .string(axis.rawValue))]
    case .batchNormalization(let normalization):
      [("momentum", .number(normalization.momentum)), ("epsilon", .number(normalization.epsilon))]
    case .dropout(let rate), .spatialDropout(let rate): [("rate", .number(rate))]
    case .leakyRelu(let negativeSlope): [("negativeSlope", .number(negativeSlope))]
    case .globalMaxPool, .globalAveragePool, .flatten, .relu, .gelu, .sigmoid, .tanh, .softmax: []
    case .sequential(let layers): [("layers", layers.json)]
    case .residual(let block):
      [
        ("layers", block.layers.json), ("shortcut", block.shortcut.json),
        ("activation", block.activation.json),
      ]
    case .parallel(let branches): [("branches", .array(branches.map(\.json)))]
    }
  }
}

extension [LayerSpecification] {
  /// The layers as a file declares them.
  var json: JSONNode { .array(map(\.json)) }
}

extension LayerSpecification.Convolution1D {
  fileprivate var settings: [(String, JSONNode)] {
    [
      ("filters", .integer(filters)), ("kernelSize", .integer(kernelSize)), ("stride", .integer(stride)),
      ("padding", .string(padding.rawValue)), ("activation", activation.json),
    ] + groupSettings(groups) + initializer.settings
  }
}

extension LayerSpecification.Convolution2D {
  fileprivate var settings: [(String, JSONNode)] {
    [
      ("filters", .integer(filters)), ("kernelSize", kernelSize.json), ("stride", stride.json),
      ("padding", .string(padding.rawValue)), ("activation", activation.json),
    ] + groupSettings(groups) + initializer.settings
  }
}

private func groupSettings(_ groups: Int) -> [(String, JSONNode)] {
  groups == 1 ? [] : [("groups", .integer(groups))]
}

extension Initializer {
  fileprivate var settings: [(String, JSONNode)] {
    self == .glorotUniform ? [] : [("initializer", .string(rawValue))]
  }
}

extension Activation {
  fileprivate var json: JSONNode { .string(rawValue) }
}

extension LayerSpecification.Units {
  fileprivate var json: JSONNode {
    switch self {
    case .count(let count): .integer(count)
    case .classes: .string("classes")
    }
  }
}

extension LayerSpecification.Pair {
  fileprivate var json: JSONNode { .array([.integer(melBand), .integer(frame)]) }
}
