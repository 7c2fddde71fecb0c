import ExperimentSchema
import Testing
import TestSupport

/// Layers inside layers: what a file may say, what it comes to, and what does not fit.
@Suite("Blocks of layers")
struct BlockTests {
  let files: ExperimentFiles

  init() throws { files = try ExperimentFiles() }

  private static let frontEnd = """
    { "features": { "type": "logMelSpectrogram", "melBandCount": 8, "frameCount": 12 } }
    """

  private static let residualNet = """
    [{ "type": "conv2D", "name": "stem", "filters": 4, "kernelSize": 3, "padding": "same" },
     { "type": "residual", "name": "block1", "activation": "relu",
       "layers": [
         { "type": "conv2D", "name": "conv1", "filters": 6, "kernelSize": 3, "stride": 2, "padding": "same" },
         { "type": "batchNormalization", "name": "norm1" },
         { "type": "relu", "name": "relu1" },
         { "type": "conv2D", "name": "conv2", "filters": 6, "kernelSize": 3, "padding": "same", "groups": 6 } ],
       "shortcut": [
         { "type": "conv2D", "name": "project", "filters": 6, "kernelSize": 1, "stride": 2 } ] },
     { "type": "parallel", "name": "both",
       "branches": [[{ "type": "averagePool2D", "name": "pool", "poolSize": [1, 1] }], []] },
     { "type": "sequential", "name": "head", "layers": [
         { "type": "mean", "name": "overBands", "axis": "melBand" },
         { "type": "globalMaxPool", "name": "overFrames" },
         { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" } ] }]
    """

  private func experiment(_ layers: String, overrides: [Override] = []) throws -> Experiment {
    let file = try files.write("experiment.json", experimentText(frontEnd: Self.frontEnd, layers: layers))
    return try ExperimentDecoder.experiment(at: file, overrides: overrides)
  }

  @Test func `a residual net is taken apart in an order in which it can be computed`() throws {
    let experiment = try experiment(Self.residualNet)
    let summaries = try ShapeInference.summaries(
      of: experiment.model, inputShape: experiment.frontEnd.featureShape, classCount: 5)
    #expect(
      summaries.map(\.layer.name) == [
        "stem", "conv1", "norm1", "relu1", "conv2", "project", "block1", "pool", "both", "overBands",
        "overFrames", "output",
      ])
    #expect(
      summaries.map(\.inputs) == [
        [-1], [0], [1], [2], [3], [0], [4, 5], [6], [7, 6], [8], [9], [10],
      ])
    #expect(
      summaries.map(\.outputShape) == [
        [4, 8, 12], [6, 4, 6], [6, 4, 6], [6, 4, 6], [6, 4, 6], [6, 4, 6], [6, 4, 6], [6, 4, 6], [12, 4, 6],
        [12, 6], [12], [5],
      ])
    #expect(
      summaries.map(\.parameterCount) == [40, 4 * 6 * 9 + 6, 12, 0, 6 * 9 + 6, 30, 0, 0, 0, 0, 0, 65])
    #expect(summaries[4].multiplyAccumulateCount == 6 * 9 * 24)
    #expect(summaries[1].keyPath == "model.layers.block1.layers.conv1")
    #expect(summaries[7].keyPath == "model.layers.both.branches[0].pool")
  }

  @Test func `a resolved file decodes to the same model`() throws {
    let experiment = try experiment(Self.residualNet)
    let again = try ExperimentDecoder.experiment(
      at: try files.write("resolved.json", experiment.resolvedText))
    #expect(again.model == experiment.model)
    #expect(again.configurationDigest(classNames: []) == experiment.configurationDigest(classNames: []))
  }

  @Test func `an override reaches into blocks by the layers' names`() throws {
    let experiment = try experiment(
      Self.residualNet,
      overrides: [
        Override("model.layers.block1.layers.norm1.momentum=0.25")!,
        Override("model.layers.both.branches.0.pool.stride=1")!,
      ])
    let norm = try #require(experiment.model.placedLayers.first { $0.layer.name == "norm1" })
    #expect(norm.layer.operation == .batchNormalization(.init(momentum: 0.25)))
  }

  @Test(
    "a misfit inside a block names the way to it",
    arguments: [
      (
        #"{ "type": "residual", "name": "r", "layers": [{ "type": "conv2D", "name": "c", "filters": 3, "kernelSize": 3 }] }"#,
        "model.layers.r: found layers that end with shape [3, 6, 10] and a shortcut that ends with [1, 8, 12]; "
          + "expected the same shape of both, to add them. "
          + "Give the shortcut a convolution of the layers' filters and stride, kernelSize 1."
      ),
      (
        #"{ "type": "residual", "name": "r", "layers": [{ "type": "conv2D", "name": "c", "filters": 3, "kernelSize": 9 }] }"#,
        "model.layers.r.layers.c.kernelSize: found 9; expected 1...8, the mel bands of its input [1, 8, 12]. "
          + "Make it smaller, drop a pooling layer before it, or set padding to \"same\"."
      ),
      (
        #"{ "type": "parallel", "name": "p", "branches": [[], [{ "type": "maxPool2D", "name": "m", "poolSize": 2 }]] }"#,
        "model.layers.p.branches: found branches that end with shapes [[1, 8, 12], [1, 4, 6]]; "
          + "expected shapes that differ in the first axis only. Choose strides and padding alike, or padding \"same\"."
      ),
      (
        #"{ "type": "conv2D", "name": "c", "filters": 4, "kernelSize": 3, "groups": 3 }"#,
        "model.layers.c.groups: found 3, which does not divide the 1 channels of its input; "
          + "expected 1, or 1 for a depthwise convolution. Try 1."
      ),
      (
        #"{ "type": "mean", "name": "m", "axis": "melbands" }"#,
        "model.layers.m.axis: found \"melbands\"; expected one of channel, melBand, frame. Did you mean \"melBand\"?"
      ),
      (
        #"{ "type": "sequential", "name": "s", "layers": [{ "type": "softmax", "name": "x" }] }"#,
        "model.layers.s.layers.x: found an input of shape [1, 8, 12]; expected a vector [features]. "
          + "Put a flatten layer before it."
      ),
      (
        #"{ "type": "sequential", "name": "s", "layers": [{ "type": "relu", "name": "output" }] }"#,
        "model.layers[2].name: found \"output\" a second time; "
          + "expected a name of its own for each layer, in blocks too. Rename one of the two."
      ),
    ])
  func misfit(layer: String, message: String) throws {
    let text = experimentText(
      frontEnd: Self.frontEnd,
      layers: """
        [\(layer), { "type": "flatten", "name": "flatten" },
         { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" }]
        """)
    let problems = try files.problems(in: text)
    #expect(problems.contains { $0.hasSuffix(message) }, "\(problems)")
  }

  @Test func `blocks nested beyond all measure are refused, not followed`() throws {
    let depth = 200
    let text = experimentText(
      layers: "["
        + (0..<depth).map { #"{ "type": "sequential", "name": "s\#($0)", "layers": ["# }.joined()
        + #"{ "type": "relu", "name": "r" }"# + String(repeating: "] }", count: depth) + "]")
    #expect(try files.problems(in: text).contains { $0.contains("levels of nesting") })
  }
}
