import ExperimentSchema

/// The slow, obvious network that judges the plan: one loop per axis, no layouts, any scalar.
///
/// Its own gradients are judged by central differences in `NaiveNetworkGradientTests`.
struct NaiveNetwork<Scalar: BinaryFloatingPoint> {
  let summaries: [ShapeInference.LayerSummary]
  let loss: TrainingSpecification.Loss
  /// By tensor name, in logical order.
  var parameters: [String: [Scalar]]
  /// By layer name: what each unit of each example is multiplied by; a layer without an entry drops nothing.
  var dropoutFactors: [String: [[Scalar]]] = [:]

  struct Result {
    /// The mean over the examples.
    var loss: Scalar
    var probabilities: [[Scalar]]
    var parameterGradients: [String: [Scalar]]
    var inputGradients: [[Scalar]]
  }

  /// Loss, probabilities and all gradients of a batch.
  func evaluate(features: [[Scalar]], labels: [Int]) -> Result {
    var result = Result(
      loss: 0, probabilities: [], parameterGradients: parameters.mapValues { $0.map { _ in 0 } },
      inputGradients: [])
    for (example, label) in labels.enumerated() {
      var inputs: [[Scalar]] = []
      var values = features[example]
      for summary in summaries {
        inputs.append(values)
        values = forward(summary, values, example: example)
      }
      result.probabilities.append(values)
      var gradient: [Scalar]
      (values, gradient) = lossAndGradient(values, label: label)
      result.loss += values[0] / Scalar(labels.count)
      gradient = gradient.map { $0 / Scalar(labels.count) }
      for (summary, input) in zip(summaries, inputs).reversed() {
        gradient = backward(summary, input, gradient, example: example, into: &result.parameterGradients)
      }
      result.inputGradients.append(gradient)
    }
    return result
  }

  private func lossAndGradient(_ p: [Scalar], label: Int) -> ([Scalar], [Scalar]) {
    switch loss {
    case .meanSquaredError:
      let d = p.indices.map { p[$0] - ($0 == label ? 1 : 0) }
      let count = Scalar(p.count)
      return ([d.reduce(0) { $0 + $1 * $1 } / count], d.map { 2 * $0 / count })
    case .categoricalCrossEntropy, .sparseCategoricalCrossEntropy:
      return ([-logarithm(p[label])], p.indices.map { $0 == label ? -1 / p[$0] : 0 })
    }
  }

  // MARK: Layers, forward beside backward

  private func forward(_ summary: ShapeInference.LayerSummary, _ x: [Scalar], example: Int) -> [Scalar] {
    let name = summary.layer.name
    switch summary.layer.operation {
    case .dense(_, let activation):
      let (w, b) = (parameters[name + ".weight"]!, parameters[name + ".bias"]!)
      let y = b.indices.map { o in x.indices.reduce(b[o]) { $0 + w[o * x.count + $1] * x[$1] } }
      return activate(y, activation)
    case .conv1D, .conv2D:
      let c = ConvolutionIndices(summary)
      let (w, b) = (parameters[name + ".weight"]!, parameters[name + ".bias"]!)
      var y = [Scalar](repeating: 0, count: c.outputCount)
      for o in y.indices { y[o] = b[o / (c.outRows * c.outColumns)] }
      c.forEachTerm { output, weight, input in y[output] += w[weight] * x[input] }
      return activate(y, c.activation)
    case .maxPool1D, .maxPool2D:
      return PoolIndices(summary).winners(x).map { x[$0] }
    case .dropout:
      guard let factors = dropoutFactors[name] else { return x }
      return zip(x, factors[example]).map { $0 * $1 }
    case .flatten: return x
    case .relu: return activate(x, .relu)
    case .softmax: return activate(x, .softmax)
    }
  }

  private func backward(
    _ summary: ShapeInference.LayerSummary, _ x: [Scalar], _ dy: [Scalar], example: Int,
    into gradients: inout [String: [Scalar]]
  ) -> [Scalar] {
    let name = summary.layer.name
    var dx = [Scalar](repeating: 0, count: x.count)
    switch summary.layer.operation {
    case .dense(_, let activation):
      let w = parameters[name + ".weight"]!
      let dz = activationGradient(forward(summary, x, example: example), dy, activation)
      for o in dz.indices {
        gradients[name + ".bias"]![o] += dz[o]
        for i in x.indices {
          gradients[name + ".weight"]![o * x.count + i] += dz[o] * x[i]
          dx[i] += dz[o] * w[o * x.count + i]
        }
      }
    case .conv1D, .conv2D:
      let c = ConvolutionIndices(summary)
      let w = parameters[name + ".weight"]!
      let dz = activationGradient(forward(summary, x, example: example), dy, c.activation)
      var dw = gradients[name + ".weight"]!
      for o in dz.indices { gradients[name + ".bias"]![o / (c.outRows * c.outColumns)] += dz[o] }
      c.forEachTerm { output, weight, input in
        dw[weight] += dz[output] * x[input]
        dx[input] += dz[output] * w[weight]
      }
      gradients[name + ".weight"] = dw
    case .maxPool1D, .maxPool2D:
      for (output, winner) in PoolIndices(summary).winners(x).enumerated() { dx[winner] += dy[output] }
    case .dropout:
      guard let factors = dropoutFactors[name] else { return dy }
      return zip(dy, factors[example]).map { $0 * $1 }
    case .flatten: return dy
    case .relu: return activationGradient(activate(x, .relu), dy, .relu)
    case .softmax: return activationGradient(activate(x, .softmax), dy, .softmax)
    }
    return dx
  }

  private func activate(_ z: [Scalar], _ activation: Activation) -> [Scalar] {
    switch activation {
    case .linear: return z
    case .relu: return z.map { max(0, $0) }
    case .softmax:
      let powers = z.map { exponential($0 - z.max()!) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    }
  }

  /// The gradient before an activation, from its result `y`.
  private func activationGradient(_ y: [Scalar], _ dy: [Scalar], _ activation: Activation) -> [Scalar] {
    switch activation {
    case .linear: return dy
    case .relu: return zip(y, dy).map { $0 > 0 ? $1 : 0 }
    case .softmax:
      let dot = zip(y, dy).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(y, dy).map { $0 * ($1 - dot) }
    }
  }
}
