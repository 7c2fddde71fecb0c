import JSONText

/// The forms of a model's layers.
enum ModelForms {
  private typealias Operation = LayerSpecification.Operation

  static var model: Form<ModelSpecification> {
    .object { model in
      ModelSpecification(
        architecture: model.optional(
          "architecture", .choice, default: .documented, "whether the source names every layer"),
        layers: model.required("layers", layer.list(atLeast: 1, atMost: 1000), "the layers, first to last"))
    }
  }

  static var layer: Form<LayerSpecification> {
    .tagged(
      layerTypes.map { type, operation in
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

  private static var size: Form<Int> { .integer(in: 1...4096) }
  private static var count: Form<Int> { .integer(in: 1...1_000_000) }

  private static var layerTypes: [(String, (inout ObjectReader) -> Operation)] {
    [
      (
        "dense",
        { layer in
          .dense(
            units: layer.required("units", units, "outputs: a number, or \"classes\""),
            activation: layer.optional("activation", .choice, default: .linear, "applied to the outputs"))
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
              activation: layer.optional("activation", .choice, default: .linear, "applied to the outputs")))
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
              activation: layer.optional("activation", .choice, default: .linear, "applied to the outputs")))
        }
      ),
      (
        "maxPool1D",
        { layer in
          let poolSize = layer.required("poolSize", size, "frames in a window")
          return .maxPool1D(
            poolSize: poolSize,
            stride: layer.optional("stride", size, default: poolSize, "frames between two windows"))
        }
      ),
      (
        "maxPool2D",
        { layer in
          let poolSize = layer.required("poolSize", pair, "mel bands by frames in a window")
          return .maxPool2D(
            poolSize: poolSize,
            stride: layer.optional(
              "stride", pair, default: poolSize, "mel bands by frames between two windows"))
        }
      ),
      (
        "dropout",
        { layer in
          .dropout(
            rate: layer.required(
              "rate", .number(in: 0...1, isUpperExcluded: true), "the share of values set to zero in training"
            ))
        }
      ),
      ("flatten", { _ in .flatten }),
      ("relu", { _ in .relu }),
      ("softmax", { _ in .softmax }),
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
