import ExperimentSchema

/// The slow, obvious network that judges the plan: one loop per axis, no layouts, any scalar.
///
/// Values are `[example][value]` in logical order. Its own gradients are judged by central differences in
/// `NaiveNetworkGradientTests`.
struct NaiveNetwork<Scalar: BinaryFloatingPoint> {
  let summaries: [ShapeInference.LayerSummary]
  let loss: TrainingSpecification.Loss
  /// By tensor name, in logical order; running statistics among them.
  var parameters: [String: [Scalar]]
  /// By layer name: what each unit (of a spatial dropout, each channel) of each example is multiplied by; a layer
  /// without an entry drops nothing.
  var dropoutFactors: [String: [[Scalar]]] = [:]
  /// Whether batch normalisation takes running statistics, as in inference, instead of the batch's own.
  var usesRunningStatistics = false

  struct Result {
    /// The mean over the examples.
    var loss: Scalar
    var probabilities: [[Scalar]]
    var parameterGradients: [String: [Scalar]]
    var inputGradients: [[Scalar]]
    /// Running statistics after the batch, by tensor name.
    var runningStatistics: [String: [Scalar]] = [:]
  }

  /// Shapes of all tensors by name, in the order of the layers; running statistics behind weight and bias.
  static func tensorShapes(of summaries: [ShapeInference.LayerSummary]) -> [(name: String, shape: [Int])] {
    summaries.flatMap { summary -> [(name: String, shape: [Int])] in
      let (name, output) = (summary.layer.name, summary.outputShape)
      switch summary.layer.operation {
      case .dense:
        return [(name + ".weight", [output[0], summary.inputShape[0]]), (name + ".bias", [output[0]])]
      case .conv1D, .conv2D:
        let c = ConvolutionIndices(summary)
        let kernel = summary.outputShape.count == 3 ? [c.height, c.width] : [c.width]
        return [
          (name + ".weight", [c.filters, c.isDepthwise ? 1 : c.channels] + kernel),
          (name + ".bias", [c.filters]),
        ]
      case .batchNormalization:
        return ["weight", "bias", "runningMean", "runningVariance"].map { ("\(name).\($0)", [output[0]]) }
      default: return []
      }
    }
  }

  /// Loss, probabilities and all gradients of a batch.
  func evaluate(features: [[Scalar]], labels: [Int]) -> Result {
    var result = Result(
      loss: 0, probabilities: [], parameterGradients: parameters.mapValues { $0.map { _ in 0 } },
      inputGradients: features.map { $0.map { _ in 0 } })
    var values: [[[Scalar]]] = []
    func inputs(of summary: ShapeInference.LayerSummary) -> [[[Scalar]]] {
      summary.inputs.map { $0 < 0 ? features : values[$0] }
    }
    for summary in summaries {
      values.append(forward(summary, inputs(of: summary), noting: &result.runningStatistics))
    }
    result.probabilities = values.last!

    var gradients = values.map { $0.map { $0.map { _ in Scalar(0) } } }
    for (example, label) in labels.enumerated() {
      let (loss, gradient) = lossAndGradient(values.last![example], label: label)
      result.loss += loss / Scalar(labels.count)
      gradients[gradients.count - 1][example] = gradient.map { $0 / Scalar(labels.count) }
    }
    for (index, summary) in summaries.enumerated().reversed() {
      let inputGradients = backward(
        summary, inputs(of: summary), gradients[index], into: &result.parameterGradients)
      for (input, gradient) in zip(summary.inputs, inputGradients) {
        if input < 0 {
          result.inputGradients = sum(result.inputGradients, gradient)
        } else {
          gradients[input] = sum(gradients[input], gradient)
        }
      }
    }
    return result
  }

  private func sum(_ a: [[Scalar]], _ b: [[Scalar]]) -> [[Scalar]] {
    zip(a, b).map { zip($0, $1).map { $0 + $1 } }
  }

  private func lossAndGradient(_ p: [Scalar], label: Int) -> (Scalar, [Scalar]) {
    switch loss {
    case .meanSquaredError:
      let d = p.indices.map { p[$0] - ($0 == label ? 1 : 0) }
      let count = Scalar(p.count)
      return (d.reduce(0) { $0 + $1 * $1 } / count, d.map { 2 * $0 / count })
    case .categoricalCrossEntropy, .sparseCategoricalCrossEntropy:
      return (-logarithm(p[label]), p.indices.map { $0 == label ? -1 / p[$0] : 0 })
    case .binaryCrossEntropy:
      let count = Scalar(p.count)
      let cost = p.indices.reduce(Scalar(0)) { $0 - logarithm($1 == label ? p[$1] : 1 - p[$1]) / count }
      return (cost, p.indices.map { ($0 == label ? -1 / p[$0] : 1 / (1 - p[$0])) / count })
    }
  }

  // MARK: Layers that see all examples or several inputs; the others are in `NaiveLayers.swift`

  private func forward(
    _ summary: ShapeInference.LayerSummary, _ inputs: [[[Scalar]]],
    noting statistics: inout [String: [Scalar]]
  ) -> [[Scalar]] {
    switch summary.layer.operation {
    case .batchNormalization(let settings):
      let normalization = normalization(summary, settings, inputs[0])
      if let batch = normalization.statistics {
        statistics[summary.layer.name + ".runningMean"] = batch.runningMean
        statistics[summary.layer.name + ".runningVariance"] = batch.runningVariance
      }
      return normalization.forward(inputs[0])
    case .residual(let block):
      return sum(inputs[0], inputs[1]).map { activate($0, block.activation) }
    case .parallel:
      return inputs[0].indices.map { example in inputs.flatMap { $0[example] } }
    default:
      return inputs[0].enumerated().map { forward(summary, $1, example: $0) }
    }
  }

  /// The gradient of each input.
  private func backward(
    _ summary: ShapeInference.LayerSummary, _ inputs: [[[Scalar]]], _ dy: [[Scalar]],
    into gradients: inout [String: [Scalar]]
  ) -> [[[Scalar]]] {
    switch summary.layer.operation {
    case .batchNormalization(let settings):
      return [
        normalization(summary, settings, inputs[0]).backward(
          inputs[0], dy, into: &gradients, name: summary.layer.name)
      ]
    case .residual(let block):
      let dz = zip(sum(inputs[0], inputs[1]), dy).map { activationGradient($0, $1, block.activation) }
      return [dz, dz]
    case .parallel:
      var start = 0
      return inputs.map { input in
        defer { start += input[0].count }
        return dy.map { Array($0[start..<start + input[0].count]) }
      }
    default:
      return [
        zip(inputs[0], dy).enumerated().map { example, pair in
          backward(summary, pair.0, pair.1, example: example, into: &gradients)
        }
      ]
    }
  }

  private func normalization(
    _ summary: ShapeInference.LayerSummary, _ settings: Layer.BatchNormalization, _ x: [[Scalar]]
  ) -> NaiveNormalization<Scalar> {
    let name = summary.layer.name
    return NaiveNormalization(
      channels: summary.inputShape[0], settings: settings, weight: parameters[name + ".weight"]!,
      bias: parameters[name + ".bias"]!, runningMean: parameters[name + ".runningMean"]!,
      runningVariance: parameters[name + ".runningVariance"]!, batch: usesRunningStatistics ? nil : x)
  }
}
