import ExperimentSchema

/// Layers that take one example at a time, forward beside backward.
extension NaiveNetwork {
  func forward(_ summary: ShapeInference.LayerSummary, _ x: [Scalar], example: Int) -> [Scalar] {
    activate(
      preactivation(summary, x, example: example), summary.layer.operation.activation ?? .linear,
      slope: summary.layer.operation.slope())
  }

  func backward(
    _ summary: ShapeInference.LayerSummary, _ x: [Scalar], _ dy: [Scalar], example: Int,
    into gradients: inout [String: [Scalar]]
  ) -> [Scalar] {
    let name = summary.layer.name
    let dz = activationGradient(
      preactivation(summary, x, example: example), dy, summary.layer.operation.activation ?? .linear,
      slope: summary.layer.operation.slope())
    var dx = [Scalar](repeating: 0, count: x.count)
    switch summary.layer.operation {
    case .dense:
      let w = parameters[name + ".weight"]!
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
      var dw = gradients[name + ".weight"]!
      for o in dz.indices { gradients[name + ".bias"]![o / (c.outRows * c.outColumns)] += dz[o] }
      c.forEachTerm { output, weight, input in
        dw[weight] += dz[output] * x[input]
        dx[input] += dz[output] * w[weight]
      }
      gradients[name + ".weight"] = dw
    case .maxPool1D, .maxPool2D, .averagePool1D, .averagePool2D, .globalMaxPool, .globalAveragePool, .max,
      .mean:
      for (output, shares) in PoolIndices(summary).shares(x).enumerated() {
        for (input, share) in shares { dx[input] += dz[output] * share }
      }
    case .dropout, .spatialDropout:
      return zip(dz, factors(summary, count: x.count, example: example)).map { $0 * $1 }
    default: return dz
    }
    return dx
  }

  /// What a layer computes before its activation.
  private func preactivation(
    _ summary: ShapeInference.LayerSummary, _ x: [Scalar], example: Int
  ) -> [Scalar] {
    let name = summary.layer.name
    switch summary.layer.operation {
    case .dense:
      let (w, b) = (parameters[name + ".weight"]!, parameters[name + ".bias"]!)
      return b.indices.map { o in x.indices.reduce(b[o]) { $0 + w[o * x.count + $1] * x[$1] } }
    case .conv1D, .conv2D:
      let c = ConvolutionIndices(summary)
      let (w, b) = (parameters[name + ".weight"]!, parameters[name + ".bias"]!)
      var y = [Scalar](repeating: 0, count: c.outputCount)
      for o in y.indices { y[o] = b[o / (c.outRows * c.outColumns)] }
      c.forEachTerm { output, weight, input in y[output] += w[weight] * x[input] }
      return y
    case .maxPool1D, .maxPool2D, .averagePool1D, .averagePool2D, .globalMaxPool, .globalAveragePool, .max,
      .mean:
      return PoolIndices(summary).shares(x).map { $0.reduce(0) { $0 + x[$1.input] * $1.share } }
    case .dropout, .spatialDropout:
      return zip(x, factors(summary, count: x.count, example: example)).map { $0 * $1 }
    default: return x
    }
  }

  private func factors(_ summary: ShapeInference.LayerSummary, count: Int, example: Int) -> [Scalar] {
    guard let factors = dropoutFactors[summary.layer.name]?[example] else {
      return [Scalar](repeating: 1, count: count)
    }
    return (0..<count).map { factors[$0 * factors.count / count] }
  }
}

// MARK: Activations

extension NaiveNetwork {
  func activate(
    _ z: [Scalar], _ activation: Activation, slope: Scalar = Scalar(Activation.defaultNegativeSlope)
  ) -> [Scalar] {
    guard activation == .softmax else { return z.map { NaiveActivation.value($0, activation, slope) } }
    let powers = z.map { exponential($0 - z.max()!) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  /// The gradient before an activation of `z`.
  func activationGradient(
    _ z: [Scalar], _ dy: [Scalar], _ activation: Activation,
    slope: Scalar = Scalar(Activation.defaultNegativeSlope)
  ) -> [Scalar] {
    guard activation == .softmax else {
      return zip(z, dy).map { $1 * NaiveActivation.derivative($0, activation, slope) }
    }
    let y = activate(z, .softmax)
    let dot = zip(y, dy).reduce(0) { $0 + $1.0 * $1.1 }
    return zip(y, dy).map { $0 * ($1 - dot) }
  }
}

extension LayerSpecification.Operation {
  /// The slope below zero, for the layer that has one of its own.
  fileprivate func slope<Scalar: BinaryFloatingPoint>() -> Scalar {
    if case .leakyRelu(let slope) = self { Scalar(slope) } else { Scalar(Activation.defaultNegativeSlope) }
  }
}
