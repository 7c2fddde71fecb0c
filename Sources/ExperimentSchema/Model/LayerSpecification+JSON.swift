import JSONText

extension LayerSpecification {
  /// The layer as a file declares it, every default written out.
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
    case .dropout: "dropout"
    case .flatten: "flatten"
    case .relu: "relu"
    case .softmax: "softmax"
    }
  }

  fileprivate var settings: [(String, JSONNode)] {
    switch self {
    case .dense(let units, let activation):
      [("units", units.json), ("activation", .string(activation.rawValue))]
    case .conv1D(let convolution):
      [
        ("filters", .integer(convolution.filters)), ("kernelSize", .integer(convolution.kernelSize)),
        ("stride", .integer(convolution.stride)), ("padding", .string(convolution.padding.rawValue)),
        ("activation", .string(convolution.activation.rawValue)),
      ]
    case .conv2D(let convolution):
      [
        ("filters", .integer(convolution.filters)), ("kernelSize", convolution.kernelSize.json),
        ("stride", convolution.stride.json), ("padding", .string(convolution.padding.rawValue)),
        ("activation", .string(convolution.activation.rawValue)),
      ]
    case .maxPool1D(let poolSize, let stride):
      [("poolSize", .integer(poolSize)), ("stride", .integer(stride))]
    case .maxPool2D(let poolSize, let stride):
      [("poolSize", poolSize.json), ("stride", stride.json)]
    case .dropout(let rate): [("rate", .number(rate))]
    case .flatten, .relu, .softmax: []
    }
  }
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
