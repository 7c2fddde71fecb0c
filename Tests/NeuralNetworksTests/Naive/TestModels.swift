import ExperimentSchema
import NeuralNetworks
import SeededRandom
import Testing

typealias Layer = LayerSpecification
typealias Loss = TrainingSpecification.Loss

/// A model of a test, with the shape it takes.
struct TestModel: Sendable, CustomTestStringConvertible {
  let name: String
  let inputShape: [Int]
  var classCount = 10
  let layers: [Layer]

  var testDescription: String { name }
  var specification: ModelSpecification { ModelSpecification(layers: layers) }
  var inputCount: Int { inputShape.reduce(1, *) }
  var summaries: [ShapeInference.LayerSummary] {
    get throws {
      try ShapeInference.summaries(of: specification, inputShape: inputShape, classCount: classCount)
    }
  }
  /// The fewest examples that it can be trained on.
  var leastBatchCount: Int {
    get throws { try summaries.reduce(1) { max($0, $1.leastBatchCount) } }
  }

  func plan(
    loss: Loss = .categoricalCrossEntropy, batchSize: Int = 32, threads: Int = 1,
    mode: TrainingPlan.Mode = .gradients
  ) throws -> TrainingPlan {
    try TrainingPlan(
      model: specification, inputShape: inputShape, classCount: classCount, loss: loss,
      optimizer: .adam(.init()), batchSize: batchSize, threads: threads, mode: mode)
  }

  /// Every model: what a layer must do to be listed here is all that is asked of it.
  static let all = chains + graphs

  /// The plainest layers, alone and after each other, over small shapes, strides and paddings.
  static let chains: [TestModel] = [
    TestModel(name: "one input", inputShape: [1], classCount: 1, layers: [output]),
    TestModel(name: "dense 5-3", inputShape: [5], classCount: 3, layers: [dense("a", 4), output]),
    TestModel(
      name: "dense 33-17-40-2", inputShape: [33], classCount: 2,
      layers: [dense("a", 17), dense("b", 40, .linear), output]),
    TestModel(
      name: "relu layers", inputShape: [7], classCount: 4,
      layers: [
        dense("a", 9, .linear), relu("r"), dense("b", 6), relu("r2"), dense("c", 4, .linear), relu("r3"),
        softmax("s"),
      ]),
    TestModel(
      name: "relu on the input", inputShape: [7], classCount: 4, layers: [relu("r"), dense("a", 20), output]),
    TestModel(
      name: "dropout everywhere", inputShape: [11], classCount: 18,
      layers: [
        dropout("d0", 0.3), dense("a", 20), dropout("d1", 0.5), dense("b", 17, .linear), dropout("d2", 0.25),
        relu("r"), output,
      ]),
    TestModel(name: "conv1D", inputShape: [12], classCount: 3, layers: [conv1D("a", 4, 3), flatten, output]),
    TestModel(
      name: "conv1D same stride 2", inputShape: [3, 9], classCount: 3,
      layers: [
        conv1D("a", 5, 4, 2, .same), conv1D("b", 18, 3, 2, .same, .linear), relu("r"), flatten, output,
      ]),
    TestModel(
      name: "conv1D pool conv1D pool", inputShape: [29], classCount: 3,
      layers: [
        conv1D("a", 5, 3), pool1D("p", 2, 2), conv1D("b", 6, 3), pool1D("q", 2, 2), flatten, dense("h", 7),
        output,
      ]),
    TestModel(
      name: "overlapping and gapped pools", inputShape: [2, 31], classCount: 3,
      layers: [
        conv1D("a", 5, 3, 1, .valid, .linear), pool1D("p", 3, 1), conv1D("b", 6, 2), pool1D("q", 2, 3),
        pool1D("s", 3, 2), flatten, output,
      ]),
    TestModel(
      name: "pool first", inputShape: [2, 10], classCount: 3,
      layers: [pool1D("p", 2, 2), conv1D("a", 3, 2), flatten, output]),
    TestModel(
      name: "relu, then conv1D", inputShape: [2, 10], classCount: 3,
      layers: [relu("r"), conv1D("a", 3, 2), flatten, output]),
    TestModel(
      name: "dense, then conv1D", inputShape: [6], classCount: 3,
      layers: [
        dense("d", 19), conv1D("a", 3, 3, 1, .same), pool1D("p", 2, 2), flatten, dense("e", 5), output,
      ]),
    TestModel(
      name: "flatten, then conv1D", inputShape: [2, 8], classCount: 3,
      layers: [conv1D("a", 3, 2), flatten, conv1D("b", 2, 3, 2), flatten, output]),
    TestModel(
      name: "pool, flatten, conv1D", inputShape: [2, 9], classCount: 3,
      layers: [conv1D("a", 3, 2), pool1D("p", 2, 2), flatten, conv1D("b", 2, 3, 2), flatten, output]),
    TestModel(
      name: "flatten the input", inputShape: [2, 3, 4], classCount: 3,
      layers: [flatten, conv1D("b", 2, 3), flatten, output]),
    TestModel(
      name: "conv2D 1x1", inputShape: [1, 1, 1], classCount: 2,
      layers: [conv2D("a", 2, 1, 1), flatten, output]),
    TestModel(
      name: "conv2D same 3x3", inputShape: [2, 6, 7], classCount: 3,
      layers: [conv2D("a", 4, 3, 3, 1, 1, .same), conv2D("b", 17, 3, 3, 1, 1, .same), flatten, output]),
    TestModel(
      name: "conv2D valid strides", inputShape: [3, 9, 11], classCount: 3,
      layers: [conv2D("a", 4, 3, 2, 2, 1), conv2D("b", 5, 2, 4, 1, 2), flatten, output]),
    TestModel(
      name: "conv2D same strides 2x3", inputShape: [1, 8, 10], classCount: 3,
      layers: [
        conv2D("a", 4, 3, 4, 2, 3, .same), conv2D("b", 5, 2, 3, 2, 1, .same, .linear), flatten, dense("h", 6),
        output,
      ]),
    TestModel(
      name: "stride beyond kernel", inputShape: [2, 9, 9], classCount: 3,
      layers: [conv2D("a", 4, 1, 1), conv2D("b", 5, 2, 1, 3, 4), flatten, output]),
    TestModel(
      name: "kernels of 4 by strides of 3, valid", inputShape: [2, 14, 17], classCount: 3,
      layers: [
        conv2D("a", 4, 3, 3, 1, 1, .same), conv2D("b", 17, 4, 4, 3, 3), conv2D("c", 5, 1, 1, 2, 2), flatten,
        output,
      ]),
    TestModel(
      name: "kernels of 4 by strides of 3, same", inputShape: [2, 14, 17], classCount: 3,
      layers: [
        conv2D("a", 18, 1, 1, 2, 2, .same), conv2D("b", 4, 3, 3, 1, 1, .same),
        conv2D("c", 5, 4, 4, 3, 3, .same), flatten, output,
      ]),
    TestModel(
      name: "conv1D strides of 3 and 4, beyond the kernel", inputShape: [3, 31], classCount: 3,
      layers: [
        conv1D("a", 5, 3, 1, .same), conv1D("b", 18, 4, 3, .same), conv1D("c", 6, 1, 2),
        conv1D("d", 6, 2, 4, .valid), flatten, output,
      ]),
    TestModel(
      name: "same padding, stride beyond the image", inputShape: [2, 5, 6], classCount: 3,
      layers: [
        conv2D("a", 4, 3, 3, 1, 1, .same), conv2D("b", 5, 3, 4, 9, 2, .same),
        conv2D("c", 5, 1, 4, 1, 9, .same),
        flatten, output,
      ]),
    TestModel(
      name: "conv2D pools", inputShape: [1, 13, 15], classCount: 3,
      layers: [
        conv2D("a", 4, 3, 3, 1, 1, .same), pool2D("p", 2, 2, 2, 2), conv2D("b", 5, 3, 3, 1, 1, .same),
        pool2D("q", 3, 2, 2, 1), dropoutless("z"), flatten, dense("h", 6), output,
      ]),
    // From here on convolutions that are computed on tiles; each needs 16 channels as stored.
    TestModel(
      name: "tiles, same, pooled", inputShape: [1, 13, 15], classCount: 3,
      layers: [
        conv2D("a", 4, 3, 3, 1, 1, .same), conv2D("b", 17, 3, 3, 1, 1, .same), pool2D("p", 2, 2, 2, 2),
        conv2D("c", 18, 3, 3, 1, 1, .same), pool2D("q", 3, 2, 2, 1), flatten, dense("h", 6), output,
      ]),
    TestModel(
      name: "tiles, valid, chained", inputShape: [1, 11, 12], classCount: 3,
      layers: [
        conv2D("a", 5, 2, 2), conv2D("b", 6, 3, 3), conv2D("c", 33, 3, 3, 1, 1, .valid, .linear), flatten,
        output,
      ]),
    TestModel(
      name: "tiles on the input", inputShape: [16, 7, 9], classCount: 3,
      layers: [
        conv2D("a", 5, 3, 3, 1, 1, .same), conv2D("b", 6, 3, 3, 1, 1, .same, .linear),
        relu("r"), pool2D("p", 2, 2, 2, 2), flatten, output,
      ]),
    TestModel(
      name: "tiles and strides", inputShape: [2, 14, 9], classCount: 3,
      layers: [
        pool2D("p", 1, 1, 1, 1), conv2D("a", 6, 3, 3, 1, 1, .same), conv2D("b", 5, 3, 3, 2, 1, .same),
        conv2D("c", 7, 3, 3, 1, 1, .same), flatten, dense("h", 6), output,
      ]),
  ]

  // Layers, briefly.

  static let output = Layer(name: "output", operation: .dense(units: .classes, activation: .softmax))
  static let flatten = Layer(name: "", operation: .flatten)

  static func dense(_ name: String, _ units: Int, _ activation: Activation = .relu) -> Layer {
    Layer(name: name, operation: .dense(units: .count(units), activation: activation))
  }
  static func relu(_ name: String) -> Layer { Layer(name: name, operation: .relu) }
  static func softmax(_ name: String) -> Layer { Layer(name: name, operation: .softmax) }
  static func dropout(_ name: String, _ rate: Double) -> Layer {
    Layer(name: name, operation: .dropout(rate: rate))
  }
  /// A dropout that drops nothing.
  static func dropoutless(_ name: String) -> Layer { dropout(name, 0) }
  static func conv1D(
    _ name: String, _ filters: Int, _ size: Int, _ stride: Int = 1, _ padding: Layer.Padding = .valid,
    _ activation: Activation = .relu
  ) -> Layer {
    Layer(
      name: name,
      operation: .conv1D(
        .init(filters: filters, kernelSize: size, stride: stride, padding: padding, activation: activation)))
  }
  static func conv2D(
    _ name: String, _ filters: Int, _ height: Int, _ width: Int, _ rowStride: Int = 1,
    _ columnStride: Int = 1, _ padding: Layer.Padding = .valid, _ activation: Activation = .relu
  ) -> Layer {
    Layer(
      name: name,
      operation: .conv2D(
        .init(
          filters: filters, kernelSize: .init(melBand: height, frame: width),
          stride: .init(melBand: rowStride, frame: columnStride), padding: padding, activation: activation)))
  }
  static func pool1D(_ name: String, _ size: Int, _ stride: Int) -> Layer {
    Layer(name: name, operation: .maxPool1D(poolSize: size, stride: stride))
  }
  static func pool2D(_ name: String, _ height: Int, _ width: Int, _ rowStride: Int, _ columnStride: Int)
    -> Layer
  {
    Layer(
      name: name,
      operation: .maxPool2D(
        poolSize: .init(melBand: height, frame: width), stride: .init(melBand: rowStride, frame: columnStride)
      ))
  }

  /// Layers with flattens named apart.
  init(name: String, inputShape: [Int], classCount: Int = 10, layers: [Layer]) {
    self.name = name
    self.inputShape = inputShape
    self.classCount = classCount
    self.layers = layers.enumerated().map { index, layer in
      Layer(name: layer.name.isEmpty ? "flatten\(index)" : layer.name, operation: layer.operation)
    }
  }
}

/// A batch of random examples.
struct TestBatch {
  var features: [Float]
  var labels: [Int32]
  var indices: [Int32]

  /// `count` examples out of a table of twice as many, in random order.
  init(_ model: TestModel, count: Int, seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: .synthesis)
    features = (0..<2 * count * model.inputCount).map { _ in Float(random.normal()) }
    labels = (0..<2 * count).map { _ in Int32(random.integer(below: model.classCount)) }
    indices = Array(random.permutation(of: 2 * count).prefix(count))
  }

  func step(
    _ plan: TrainingPlan, seed: UInt64 = 1, epoch: Int = 0, step: Int = 0, learningRateFactor: Double = 1
  ) -> BatchOutcome {
    features.withUnsafeBufferPointer { features in
      labels.withUnsafeBufferPointer { labels in
        indices.withUnsafeBufferPointer { indices in
          plan.trainStep(
            features: features, labels: labels, indices: indices, seed: seed, epoch: epoch, step: step,
            learningRateFactor: learningRateFactor)
        }
      }
    }
  }

  /// A step on targets `[example, class]` of the whole table.
  func step(_ plan: TrainingPlan, targets: [Float]) -> BatchOutcome {
    features.withUnsafeBufferPointer { features in
      targets.withUnsafeBufferPointer { targets in
        indices.withUnsafeBufferPointer { indices in
          plan.trainStep(
            features: features, targets: targets, indices: indices, seed: 1, epoch: 0, step: 0)
        }
      }
    }
  }

  func predict(_ plan: TrainingPlan, as scale: PredictionScale = .probabilities) -> [Float] {
    var probabilities = [Float](repeating: .nan, count: indices.count * plan.classCount)
    features.withUnsafeBufferPointer { features in
      indices.withUnsafeBufferPointer { indices in
        probabilities.withUnsafeMutableBufferPointer {
          plan.predict(features: features, indices: indices, as: scale, into: $0)
        }
      }
    }
    return probabilities
  }
}
