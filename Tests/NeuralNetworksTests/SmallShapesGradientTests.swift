import ExperimentSchema
import NeuralNetworks
import TestSupport
import Testing

/// Every small shape, not a sample of them: each layer kind that has a shape of its own, over all sizes, kernels,
/// strides and paddings up to a few, sizes of 1 among them, against the naive network.
///
/// A 1x1 convolution stands before the layer, whose gradients judge the layer's input gradient.
@Suite("Training plan: gradients over all small shapes", .tags(.gradient))
struct SmallShapesGradientTests {
  private static let strides = [(1, 1), (1, 2), (2, 1), (2, 2), (3, 3)]

  @Test("convolutions over images", arguments: [1, 2, 3, 4], [Layer.Padding.valid, .same])
  func convolution2D(rows: Int, padding: Layer.Padding) throws {
    try forEachWindow(rows: rows) { columns, height, width, stride in
      try judge([2, rows, columns], padding, height, width) {
        TestModel.conv2D("a", 3, height, width, stride.0, stride.1, padding)
      }
    }
  }

  @Test("depthwise convolutions over images", arguments: [1, 2, 3, 4], [Layer.Padding.valid, .same])
  func depthwise2D(rows: Int, padding: Layer.Padding) throws {
    try forEachWindow(rows: rows) { columns, height, width, stride in
      try judge([2, rows, columns], padding, height, width) {
        TestModel.depthwise2D("a", Self.channels, height, width, stride.0, stride.1, padding)
      }
    }
  }

  @Test("pools over images", arguments: [1, 2, 3, 4])
  func pools2D(rows: Int) throws {
    try forEachWindow(rows: rows) { columns, height, width, stride in
      try judge([2, rows, columns], .valid, height, width) {
        TestModel.pool2D("a", height, width, stride.0, stride.1)
      }
      try judge([2, rows, columns], .valid, height, width) {
        TestModel.averagePool2D("a", height, width, stride.0, stride.1)
      }
    }
  }

  @Test("layers over frames", arguments: 1...7, [Layer.Padding.valid, .same])
  func frames(frames: Int, padding: Layer.Padding) throws {
    for size in 1...4 {
      for stride in 1...3 {
        try judge([2, frames], padding, 1, size) { TestModel.conv1D("a", 3, size, stride, padding) }
        try judge([2, frames], padding, 1, size) {
          TestModel.depthwise1D("a", Self.channels, size, stride, padding)
        }
        guard padding == .valid else { continue }
        try judge([2, frames], .valid, 1, size) { TestModel.pool1D("a", size, stride) }
        try judge([2, frames], .valid, 1, size) { TestModel.averagePool1D("a", size, stride) }
      }
    }
  }

  @Test("reductions and normalisation over images", arguments: 1...4, 1...4)
  func reductions(rows: Int, columns: Int) throws {
    let axes: [Layer.Axis] = [.channel, .melBand, .frame]
    let operations =
      [.globalMaxPool, .globalAveragePool, .batchNormalization(.init())]
      + axes.flatMap { [.max($0), .mean($0)] }
      as [Layer.Operation]
    for operation in operations {
      try judge([2, rows, columns], .valid, 1, 1) { Layer(name: "a", operation: operation) }
    }
  }

  @Test("vectors of all widths about the panels'", arguments: [1, 2, 7, 15, 16, 17, 31, 32, 33, 48, 49])
  func vectors(width: Int) throws {
    for units in [1, 3, 16, 17, 33] {
      let model = TestModel(
        name: "\(width) to \(units)", inputShape: [width], classCount: 3,
        layers: [
          TestModel.dense("a", units), TestModel.norm("n"), TestModel.dense("b", width, .gelu),
          TestModel.output,
        ])
      // Few examples may lie so close together that their variance has no digits in single precision.
      try TrainingPlanGradientTests().compare(model, loss: .categoricalCrossEntropy, count: 21, batchSize: 21)
    }
  }

  // MARK: Shapes

  private static let channels = 4

  private func forEachWindow(
    rows: Int, _ body: (_ columns: Int, _ height: Int, _ width: Int, _ stride: (Int, Int)) throws -> Void
  ) rethrows {
    for columns in 1...4 {
      for height in 1...3 {
        for width in 1...3 {
          for stride in Self.strides { try body(columns, height, width, stride) }
        }
      }
    }
  }

  /// Compares a model of the layer; a window that does not fit must be refused instead.
  private func judge(
    _ inputShape: [Int], _ padding: Layer.Padding, _ height: Int, _ width: Int, _ layer: () -> Layer
  ) throws {
    let isImage = inputShape.count == 3
    let before =
      isImage
      ? TestModel.conv2D("before", Self.channels, 1, 1, 1, 1, .valid, .linear)
      : TestModel.conv1D("before", Self.channels, 1, 1, .valid, .linear)
    let model = TestModel(
      name: "\(layer().operation) of \(inputShape)", inputShape: inputShape, classCount: 3,
      layers: [before, layer(), TestModel.flatten, TestModel.output])
    let rows = isImage ? inputShape[1] : 1
    let fits = padding == .same || (height <= rows && width <= inputShape[inputShape.count - 1])
    guard fits else {
      #expect(throws: ShapeInference.Misfit.self) { try model.plan() }
      return
    }
    try TrainingPlanGradientTests().compare(model, loss: .meanSquaredError, count: 3, batchSize: 3)
  }
}
