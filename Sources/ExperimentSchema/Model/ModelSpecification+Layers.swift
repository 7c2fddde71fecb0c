extension ModelSpecification {
  /// A layer, and the keys that lead to it: by names, and by numbers for layers whose names tell them not apart.
  public struct PlacedLayer: Sendable {
    /// The layer.
    public var layer: LayerSpecification
    /// `model.layers.block1.layers.conv1`.
    public var keyPath: String
    /// `model.layers[0].layers[0]`.
    public var numberedPath: String
  }

  /// All layers with the keys that lead to them, blocks before what they hold, in the order of the file.
  public var placedLayers: [PlacedLayer] {
    Self.walk(layers, at: "model.layers", "model.layers")
  }

  /// The layer that gives the model's probabilities: the last one, of a sequential block its last one.
  public var outputLayer: (layer: LayerSpecification, keyPath: String)? {
    var path = "model.layers"
    var layers = self.layers
    while let last = layers.last {
      path += ".\(last.name)"
      guard case .sequential(let inner) = last.operation, !inner.isEmpty else { return (last, path) }
      layers = inner
      path += ".layers"
    }
    return nil
  }

  private static func walk(
    _ layers: [LayerSpecification], at path: String, _ numberedPath: String
  ) -> [PlacedLayer] {
    layers.enumerated().flatMap { index, layer in
      let placed = PlacedLayer(
        layer: layer, keyPath: "\(path).\(layer.name)", numberedPath: "\(numberedPath)[\(index)]")
      func inside(_ layers: [LayerSpecification], _ key: String) -> [PlacedLayer] {
        walk(layers, at: "\(placed.keyPath).\(key)", "\(placed.numberedPath).\(key)")
      }
      switch layer.operation {
      case .sequential(let layers): return [placed] + inside(layers, "layers")
      case .residual(let block):
        return [placed] + inside(block.layers, "layers") + inside(block.shortcut, "shortcut")
      case .parallel(let branches):
        return [placed] + branches.enumerated().flatMap { inside($1, "branches[\($0)]") }
      default: return [placed]
      }
    }
  }
}

extension LayerSpecification.Operation {
  /// What is applied to the layer's results; of a layer that is an activation, itself.
  public var activation: Activation? {
    switch self {
    case .dense(_, let activation, _): activation
    case .conv1D(let convolution): convolution.activation
    case .conv2D(let convolution): convolution.activation
    case .residual(let block): block.activation
    case .relu: .relu
    case .leakyRelu: .leakyRelu
    case .gelu: .gelu
    case .sigmoid: .sigmoid
    case .tanh: .tanh
    case .softmax: .softmax
    default: nil
    }
  }

  /// Softmax or sigmoid, where the layer may end a model with it: a dense layer, or the activation as a layer.
  public var outputActivation: Activation? {
    switch self {
    case .dense(_, .softmax, _), .softmax: .softmax
    case .dense(_, .sigmoid, _), .sigmoid: .sigmoid
    default: nil
    }
  }

  /// How the layer's weights begin; of layers without weights, what a file that says nothing means.
  public var initializer: Initializer {
    switch self {
    case .dense(_, _, let initializer): initializer
    case .conv1D(let convolution): convolution.initializer
    case .conv2D(let convolution): convolution.initializer
    default: .glorotUniform
    }
  }
}
