import ExperimentSchema

/// Layers of every kind beyond the plainest, alone, in chains and in blocks, over small sizes including 1.
extension TestModel {
  static let graphs: [TestModel] =
    activationModels + poolModels + depthwiseModels + normalizationModels + blockModels + outputModels

  private static let activations: [Activation] = [.relu, .leakyRelu, .gelu, .sigmoid, .tanh]

  private static var activationModels: [TestModel] {
    activations.flatMap { activation -> [TestModel] in
      let name = activation.rawValue
      return [
        TestModel(
          name: "\(name) of dense layers", inputShape: [7], classCount: 4,
          layers: [dense("a", 9, activation), dense("b", 17, activation), output]),
        TestModel(
          name: "\(name) as a layer", inputShape: [7], classCount: 4,
          layers: [
            layer("r", activation), dense("a", 9, .linear), dropout("d", 0.3), layer("s", activation),
            dense("b", 5, .relu), layer("t", activation), output,
          ]),
        TestModel(
          name: "\(name) of images", inputShape: [2, 6, 7], classCount: 3,
          layers: [
            conv2D("a", 5, 3, 3, 1, 1, .same, activation), conv2D("b", 17, 2, 3, 2, 1, .same, .linear),
            layer("r", activation), pool2D("p", 2, 2, 2, 2), layer("s", activation), flatten,
            dense("h", 6, activation), output,
          ]),
      ]
    } + [
      TestModel(
        name: "leaky relu of slope 0.3, and of slope 0", inputShape: [2, 9], classCount: 3,
        layers: [
          conv1D("a", 4, 3, 1, .valid, .linear), Layer(name: "r", operation: .leakyRelu(negativeSlope: 0.3)),
          conv1D("b", 4, 3, 1, .valid, .linear), Layer(name: "s", operation: .leakyRelu(negativeSlope: 0)),
          flatten, output,
        ])
    ]
  }

  private static var poolModels: [TestModel] {
    let axes2D: [Layer.Axis] = [.channel, .melBand, .frame]
    let reductions = axes2D.flatMap { axis in
      [Layer.Operation.max(axis), .mean(axis)].map { operation in
        TestModel(
          name: "\(operation.type) over \(axis.rawValue)", inputShape: [3, 5, 4], classCount: 3,
          layers: [
            conv2D("a", 18, 3, 3, 1, 1, .same), Layer(name: "m", operation: operation), conv1D("b", 5, 2),
            Layer(name: "n", operation: axis == .channel ? .mean(.channel) : .max(.frame)), dense("h", 6),
            output,
          ])
      }
    }
    return reductions + [
      TestModel(
        name: "average pools", inputShape: [1, 13, 15], classCount: 3,
        layers: [
          conv2D("a", 4, 3, 3, 1, 1, .same), averagePool2D("p", 2, 2, 2, 2),
          conv2D("b", 17, 3, 3, 1, 1, .same),
          averagePool2D("q", 3, 2, 2, 1), flatten, dense("h", 6), output,
        ]),
      TestModel(
        name: "average pools over frames, overlapping and gapped", inputShape: [2, 31], classCount: 3,
        layers: [
          averagePool1D("p", 3, 1), conv1D("b", 6, 2), averagePool1D("q", 2, 3), averagePool1D("s", 3, 2),
          flatten, output,
        ]),
      TestModel(
        name: "global average pool", inputShape: [2, 5, 6], classCount: 3,
        layers: [
          conv2D("a", 18, 3, 3), Layer(name: "g", operation: .globalAveragePool), dense("h", 6), output,
        ]),
      TestModel(
        name: "global max pool", inputShape: [2, 11], classCount: 3,
        layers: [conv1D("a", 18, 3), Layer(name: "g", operation: .globalMaxPool), output]),
      TestModel(
        name: "global pools of one pixel", inputShape: [3, 1, 1], classCount: 3,
        layers: [
          conv2D("a", 4, 1, 1, 1, 1, .valid, .linear), Layer(name: "g", operation: .globalAveragePool),
          output,
        ]),
      TestModel(
        name: "global pool of the input", inputShape: [3, 7], classCount: 3,
        layers: [Layer(name: "g", operation: .globalMaxPool), dense("a", 5), output]),
    ]
  }

  private static var depthwiseModels: [TestModel] {
    [
      TestModel(
        name: "depthwise separable", inputShape: [3, 8, 7], classCount: 3,
        layers: [
          depthwise2D("d", 3, 3, 3, 1, 1, .same), conv2D("a", 17, 1, 1),
          depthwise2D("e", 17, 3, 2, 2, 2, .same),
          conv2D("b", 5, 1, 1), flatten, output,
        ]),
      TestModel(
        name: "depthwise valid, strides, linear", inputShape: [2, 9, 10], classCount: 3,
        layers: [
          conv2D("a", 20, 2, 2), depthwise2D("d", 20, 3, 4, 2, 3, .valid, .linear),
          Layer(name: "g", operation: .gelu), flatten, output,
        ]),
      TestModel(
        name: "depthwise strides beyond the kernel", inputShape: [2, 14, 17], classCount: 3,
        layers: [
          conv2D("a", 18, 2, 2), depthwise2D("d", 18, 4, 4, 3, 3, .same), depthwise2D("e", 18, 1, 2, 2, 3),
          flatten, output,
        ]),
      TestModel(
        name: "depthwise over frames", inputShape: [4, 12], classCount: 3,
        layers: [
          depthwise1D("d", 4, 3, 1, .same), conv1D("a", 6, 1), depthwise1D("e", 6, 5, 2, .valid), flatten,
          output,
        ]),
    ]
  }

  private static var normalizationModels: [TestModel] {
    [
      TestModel(
        name: "normalised vectors", inputShape: [7], classCount: 3,
        layers: [
          norm("n0"), dense("a", 18, .linear), norm("n1"), relu("r"), dense("b", 6), norm("n2"), output,
        ]),
      TestModel(
        name: "normalised frames", inputShape: [2, 11], classCount: 3,
        layers: [
          conv1D("a", 5, 3, 1, .same, .linear), norm("n1", momentum: 0.3, epsilon: 1e-3), relu("r"),
          pool1D("p", 2, 2), conv1D("b", 17, 2, 1, .valid, .gelu), norm("n2"), flatten, output,
        ]),
      TestModel(
        name: "normalised images", inputShape: [1, 8, 6], classCount: 3,
        layers: [
          conv2D("a", 4, 3, 3, 1, 1, .same, .linear), norm("n1"), relu("r1"),
          conv2D("b", 18, 3, 3, 2, 1, .same, .linear), norm("n2"), dropout("d", 0.25), relu("r2"),
          Layer(name: "g", operation: .globalAveragePool), output,
        ]),
      TestModel(
        name: "normalised input and logits", inputShape: [2, 3, 4], classCount: 3,
        layers: [norm("n0"), flatten, dense("a", 3, .linear), norm("n1"), softmax("s")]),
      TestModel(
        name: "spatial dropout", inputShape: [2, 6, 7], classCount: 3,
        layers: [
          conv2D("a", 18, 3, 3, 1, 1, .same), Layer(name: "d", operation: .spatialDropout(rate: 0.4)),
          conv2D("b", 5, 3, 3), Layer(name: "e", operation: .spatialDropout(rate: 0.2)),
          pool2D("p", 2, 2, 2, 2),
          flatten, output,
        ]),
      TestModel(
        name: "dropout of images", inputShape: [2, 6, 7], classCount: 3,
        layers: [
          dropout("c", 0.2), conv2D("a", 18, 3, 3, 1, 1, .same), dropout("d", 0.4), conv2D("b", 5, 3, 3),
          pool2D("p", 2, 2, 2, 2), dropout("e", 0.3), flatten, output,
        ]),
    ]
  }

  private static var blockModels: [TestModel] {
    [
      TestModel(
        name: "residual vectors", inputShape: [7], classCount: 3,
        layers: [
          dense("a", 18), residual("r1", [dense("b", 9), dense("c", 18, .linear)], activation: .relu),
          residual("r2", [dense("d", 18, .linear)], shortcut: [dense("e", 18, .linear)]), output,
        ]),
      TestModel(
        name: "residual on the input", inputShape: [3, 6], classCount: 3,
        layers: [
          residual("r", [conv1D("a", 3, 3, 1, .same)], activation: .tanh), flatten, output,
        ]),
      TestModel(
        name: "residual images", inputShape: [1, 8, 9], classCount: 3,
        layers: [
          conv2D("stem", 5, 3, 3, 1, 1, .same),
          residual(
            "r1",
            [conv2D("a", 5, 3, 3, 1, 1, .same), conv2D("b", 5, 3, 3, 1, 1, .same, .linear)], activation: .relu
          ),
          residual(
            "r2",
            [conv2D("c", 18, 3, 3, 2, 2, .same), conv2D("d", 18, 3, 3, 1, 1, .same, .linear)],
            shortcut: [conv2D("e", 18, 1, 1, 2, 2, .valid, .linear)], activation: .relu),
          Layer(name: "g", operation: .globalAveragePool), output,
        ]),
      TestModel(
        name: "residual, normalised", inputShape: [1, 8, 9], classCount: 3,
        layers: [
          conv2D("stem", 5, 3, 3, 1, 1, .same, .linear), norm("n0"), relu("r0"),
          residual(
            "r1",
            [
              conv2D("a", 5, 3, 3, 1, 1, .same, .linear), norm("n1"), relu("r"),
              conv2D("b", 5, 3, 3, 1, 1, .same, .linear), norm("n2"),
            ], activation: .relu),
          residual(
            "r2",
            [
              conv2D("c", 18, 3, 3, 2, 2, .same, .linear), norm("n3"), relu("q"),
              conv2D("d", 18, 3, 3, 1, 1, .same, .linear), norm("n4"),
            ], shortcut: [conv2D("e", 18, 1, 1, 2, 2, .valid, .linear), norm("n5")], activation: .relu),
          Layer(name: "g", operation: .globalAveragePool), output,
        ]),
      TestModel(
        name: "parallel branches of any width", inputShape: [2, 9], classCount: 3,
        layers: [
          conv1D("a", 5, 3, 1, .same),
          parallel(
            "p",
            [
              [conv1D("b", 3, 1)], [conv1D("c", 18, 3, 1, .same), conv1D("d", 7, 3, 1, .same, .linear)], [],
            ]), relu("r"), conv1D("e", 4, 2), flatten, output,
        ]),
      TestModel(
        name: "parallel images", inputShape: [1, 6, 7], classCount: 3,
        layers: [
          parallel(
            "p",
            [
              [conv2D("a", 5, 3, 3, 1, 1, .same)], [conv2D("b", 17, 1, 1, 1, 1, .same, .tanh)],
              [averagePool2D("v", 1, 1, 1, 1)], [],
            ]), norm("n"), pool2D("q", 2, 2, 2, 2), flatten, dense("h", 6), output,
        ]),
      TestModel(
        name: "parallel vectors", inputShape: [6], classCount: 3,
        layers: [
          parallel("p", [[dense("a", 3)], [], [dense("b", 20, .sigmoid)]]), dropout("d", 0.5),
          parallel("q", [[], []]), output,
        ]),
      TestModel(
        name: "statistics over frames, joined", inputShape: [1, 6, 7], classCount: 3,
        layers: [
          conv2D("a", 5, 3, 3, 1, 1, .same), Layer(name: "m", operation: .mean(.frame)),
          parallel(
            "p", [[Layer(name: "x", operation: .max(.frame))], [Layer(name: "y", operation: .mean(.frame))]]),
          dense("h", 6), output,
        ]),
      TestModel(
        name: "blocks in blocks", inputShape: [1, 6, 5], classCount: 3,
        layers: [
          Layer(
            name: "s",
            operation: .sequential([
              conv2D("a", 4, 3, 3, 1, 1, .same),
              residual(
                "r",
                [
                  parallel(
                    "p", [[conv2D("b", 3, 3, 3, 1, 1, .same)], [conv2D("c", 1, 1, 1)]]),
                  residual("q", [conv2D("d", 4, 1, 3, 1, 1, .same)]),
                ], activation: .leakyRelu),
            ])), flatten, output,
        ]),
    ]
  }

  private static var outputModels: [TestModel] {
    [
      TestModel(
        name: "softmax of a pooled image", inputShape: [2, 5, 6], classCount: 18,
        layers: [
          conv2D("a", 18, 3, 3, 1, 1, .same, .linear), Layer(name: "g", operation: .globalAveragePool),
          softmax("s"),
        ]),
      TestModel(
        name: "softmax of a flattened image", inputShape: [2, 3, 2], classCount: 12,
        layers: [conv2D("a", 2, 2, 2, 1, 1, .same, .linear), flatten, softmax("s")]),
      TestModel(
        name: "softmax of the input", inputShape: [5], classCount: 5,
        layers: [
          residual("r", [dense("a", 5)]), softmax("s"),
        ]),
    ]
  }

  // Layers, briefly.

  static func layer(_ name: String, _ activation: Activation) -> Layer {
    let operation: Layer.Operation =
      switch activation {
      case .relu: .relu
      case .leakyRelu: .leakyRelu(negativeSlope: Activation.defaultNegativeSlope)
      case .gelu: .gelu
      case .sigmoid: .sigmoid
      case .tanh: .tanh
      case .linear, .softmax: .softmax
      }
    return Layer(name: name, operation: operation)
  }
  static func norm(_ name: String, momentum: Double = 0.1, epsilon: Double = 1e-5) -> Layer {
    Layer(name: name, operation: .batchNormalization(.init(momentum: momentum, epsilon: epsilon)))
  }
  static func averagePool1D(_ name: String, _ size: Int, _ stride: Int) -> Layer {
    Layer(name: name, operation: .averagePool1D(poolSize: size, stride: stride))
  }
  static func averagePool2D(
    _ name: String, _ height: Int, _ width: Int, _ rowStride: Int, _ columnStride: Int
  ) -> Layer {
    Layer(
      name: name,
      operation: .averagePool2D(
        poolSize: .init(melBand: height, frame: width), stride: .init(melBand: rowStride, frame: columnStride)
      ))
  }
  static func depthwise1D(
    _ name: String, _ channels: Int, _ size: Int, _ stride: Int = 1, _ padding: Layer.Padding = .valid,
    _ activation: Activation = .relu
  ) -> Layer {
    Layer(
      name: name,
      operation: .conv1D(
        .init(
          filters: channels, kernelSize: size, stride: stride, padding: padding, activation: activation,
          groups: channels)))
  }
  static func depthwise2D(
    _ name: String, _ channels: Int, _ height: Int, _ width: Int, _ rowStride: Int = 1,
    _ columnStride: Int = 1, _ padding: Layer.Padding = .valid, _ activation: Activation = .relu
  ) -> Layer {
    Layer(
      name: name,
      operation: .conv2D(
        .init(
          filters: channels, kernelSize: .init(melBand: height, frame: width),
          stride: .init(melBand: rowStride, frame: columnStride), padding: padding, activation: activation,
          groups: channels)))
  }
  static func residual(
    _ name: String, _ layers: [Layer], shortcut: [Layer] = [], activation: Activation = .linear
  ) -> Layer {
    Layer(
      name: name,
      operation: .residual(.init(layers: layers, shortcut: shortcut, activation: activation)))
  }
  static func parallel(_ name: String, _ branches: [[Layer]]) -> Layer {
    Layer(name: name, operation: .parallel(branches: branches))
  }
}

extension LayerSpecification.Operation {
  /// The share dropped, of a layer that drops something.
  var dropoutRate: Double? {
    switch self {
    case .dropout(let rate), .spatialDropout(let rate): rate > 0 ? rate : nil
    default: nil
    }
  }
}

extension ShapeInference.LayerSummary {
  /// Units that a dropout keeps or drops as one: values, or channels.
  var dropoutUnitCount: Int {
    if case .spatialDropout = layer.operation { outputShape[0] } else { outputShape.reduce(1, *) }
  }
}
