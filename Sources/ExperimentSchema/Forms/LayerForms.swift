import JSONText

/// The forms of a layer, one for each kind.
enum LayerForms {
  private typealias Operation = LayerSpecification.Operation
  private typealias Kind = (type: String, read: (inout ObjectReader) -> LayerSpecification.Operation)

  static var layer: Form<LayerSpecification> {
    .tagged(
      (products + pools + normalizations + activations + blocks).map { type, operation in
        (
          type,
          { layer in
            let name = layer.required(
              "name", .name(allowsUppercase: true, allowsDot: false),
              "the layer's name, by which overrides address it")
            return LayerSpecification(name: name, operation: operation(&layer))
          }
        )
      })
  }

  /// What a schema calls the form of a layer, to which it refers wherever layers stand: blocks hold layers
  /// that may be blocks.
  static let definition = "layer"

  /// Layers of a model or of a block.
  static func layers(atLeast minimum: Int) -> Form<[LayerSpecification]> {
    // The form of a layer is made when one is read: written out, it would have no end.
    Form<LayerSpecification>(
      schema: .object(["$ref": .string("#/$defs/\(definition)")]),
      placeholder: LayerSpecification(name: "", operation: .flatten)
    ) { node, path, problems in
      layer.read(node, path, &problems)
    }.list(atLeast: minimum, atMost: 1000)
  }

  // MARK: Settings that several kinds share

  private static var size: Form<Int> { .integer(in: 1...4096) }
  private static var count: Form<Int> { .integer(in: 1...1_000_000) }
  private static var rate: Form<Double> { .number(in: 0...1, isUpperExcluded: true) }

  private static func activation(_ layer: inout ObjectReader, _ target: String = "outputs") -> Activation {
    layer.optional("activation", .choice, default: .linear, "applied to the \(target)")
  }

  private static func initializer(_ layer: inout ObjectReader) -> Initializer {
    layer.optional("initializer", .choice, default: .glorotUniform, "how the weights begin")
  }

  private static func groups(_ layer: inout ObjectReader) -> Int {
    layer.optional(
      "groups", count, default: 1, "1, or for a depthwise convolution as many as input channels")
  }

  // MARK: Kinds

  private static var products: [Kind] {
    [
      (
        "dense",
        { layer in
          .dense(
            units: layer.required("units", units, "outputs: a number, or \"classes\""),
            activation: activation(&layer), initializer: initializer(&layer))
        }
      ),
      (
        "conv1D",
        { layer in
          .conv1D(
            LayerSpecification.Convolution1D(
              filters: layer.required("filters", count, "output channels"),
              kernelSize: layer.required("kernelSize", size, "frames that the kernel spans"),
              stride: layer.optional("stride", size, default: 1, "frames between two outputs"),
              padding: layer.optional("padding", .choice, default: .valid, "what happens at the edges"),
              activation: activation(&layer), groups: groups(&layer), initializer: initializer(&layer)))
        }
      ),
      (
        "conv2D",
        { layer in
          .conv2D(
            LayerSpecification.Convolution2D(
              filters: layer.required("filters", count, "output channels"),
              kernelSize: layer.required("kernelSize", pair, "mel bands by frames that the kernel spans"),
              stride: layer.optional(
                "stride", pair, default: LayerSpecification.Pair(melBand: 1, frame: 1),
                "mel bands by frames between two outputs"),
              padding: layer.optional("padding", .choice, default: .valid, "what happens at the edges"),
              activation: activation(&layer), groups: groups(&layer), initializer: initializer(&layer)))
        }
      ),
    ]
  }

  private static var pools: [Kind] {
    let windows: [Kind] = [
      ("maxPool1D", { layer in window1D(&layer).map { .maxPool1D(poolSize: $0, stride: $1) } }),
      ("maxPool2D", { layer in window2D(&layer).map { .maxPool2D(poolSize: $0, stride: $1) } }),
      ("averagePool1D", { layer in window1D(&layer).map { .averagePool1D(poolSize: $0, stride: $1) } }),
      ("averagePool2D", { layer in window2D(&layer).map { .averagePool2D(poolSize: $0, stride: $1) } }),
    ]
    return windows + [
      ("globalMaxPool", { _ in .globalMaxPool }),
      ("globalAveragePool", { _ in .globalAveragePool }),
      ("max", { layer in .max(axis(&layer)) }),
      ("mean", { layer in .mean(axis(&layer)) }),
    ]
  }

  /// A pool's window and stride.
  private struct Window<Extent> {
    var size, stride: Extent

    func map(_ make: (Extent, Extent) -> Operation) -> Operation { make(size, stride) }
  }

  private static func window1D(_ layer: inout ObjectReader) -> Window<Int> {
    let poolSize = layer.required("poolSize", size, "frames in a window")
    return Window(
      size: poolSize,
      stride: layer.optional("stride", size, default: poolSize, "frames between two windows"))
  }

  private static func window2D(_ layer: inout ObjectReader) -> Window<LayerSpecification.Pair> {
    let poolSize = layer.required("poolSize", pair, "mel bands by frames in a window")
    return Window(
      size: poolSize,
      stride: layer.optional("stride", pair, default: poolSize, "mel bands by frames between two windows"))
  }

  private static func axis(_ layer: inout ObjectReader) -> LayerSpecification.Axis {
    layer.required("axis", .choice, "the axis that vanishes")
  }

  private static var normalizations: [Kind] {
    let defaults = LayerSpecification.BatchNormalization()
    return [
      (
        "batchNormalization",
        { layer in
          .batchNormalization(
            LayerSpecification.BatchNormalization(
              momentum: layer.optional(
                "momentum", .number(in: 0...1), default: defaults.momentum,
                "the share of a new batch in the running statistics, as in PyTorch; Keras states one minus it"
              ),
              epsilon: layer.optional(
                "epsilon", .number(in: 0...1, isLowerExcluded: true), default: defaults.epsilon,
                "added to the variance")))
        }
      ),
      (
        "dropout",
        { layer in .dropout(rate: layer.required("rate", rate, "the share of values set to zero in training"))
        }
      ),
      (
        "spatialDropout",
        { layer in
          .spatialDropout(rate: layer.required("rate", rate, "the share of channels set to zero in training"))
        }
      ),
      ("flatten", { _ in .flatten }),
    ]
  }

  private static var activations: [Kind] {
    [
      ("relu", { _ in .relu }),
      (
        "leakyRelu",
        { layer in
          .leakyRelu(
            negativeSlope: layer.optional(
              "negativeSlope", .number(in: 0...1), default: Activation.defaultNegativeSlope,
              "the slope below zero"))
        }
      ),
      ("gelu", { _ in .gelu }),
      ("sigmoid", { _ in .sigmoid }),
      ("tanh", { _ in .tanh }),
      ("softmax", { _ in .softmax }),
    ]
  }

  private static var blocks: [Kind] {
    [
      (
        "sequential",
        { layer in .sequential(layer.required("layers", layers(atLeast: 1), "the layers, first to last")) }
      ),
      (
        "residual",
        { layer in
          .residual(
            LayerSpecification.Residual(
              layers: layer.required("layers", layers(atLeast: 1), "the layers that learn the difference"),
              shortcut: layer.optional(
                "shortcut", layers(atLeast: 0), default: [],
                "what the input goes through past them; none: it is added as it is"),
              activation: activation(&layer, "sum")))
        }
      ),
      (
        "parallel",
        { layer in
          .parallel(
            branches: layer.required(
              "branches", layers(atLeast: 0).list(atLeast: 2, atMost: 100),
              "the branches, each a list of layers; an empty one hands its input on"))
        }
      ),
    ]
  }

  private static var units: Form<LayerSpecification.Units> {
    Form(
      schema: .object(["anyOf": .array([count.schema, .object(["const": .string("classes")])])]),
      placeholder: .classes
    ) { node, path, problems in
      if node.string == "classes" { return .classes }
      guard case .number = node.value else {
        problems.note(node, path, expected: "a whole number in 1...1000000, or \"classes\"")
        return .classes
      }
      return .count(count.read(node, path, &problems))
    }
  }

  /// One number for both axes, or `[melBand, frame]`.
  private static var pair: Form<LayerSpecification.Pair> {
    let two = size.list(atLeast: 2, atMost: 2)
    return Form(
      schema: .object(["anyOf": .array([size.schema, two.schema])]),
      placeholder: LayerSpecification.Pair(melBand: 1, frame: 1)
    ) { node, path, problems in
      guard case .array = node.value else {
        let both = size.read(node, path, &problems)
        return LayerSpecification.Pair(melBand: both, frame: both)
      }
      let extents = two.read(node, path, &problems)
      return extents.count == 2
        ? LayerSpecification.Pair(melBand: extents[0], frame: extents[1])
        : LayerSpecification.Pair(melBand: 1, frame: 1)
    }
  }
}
