import ExperimentSchema

/// Batch normalisation by the definition; each channel is normalised over all examples and pixels.
struct NaiveNormalization<Scalar: BinaryFloatingPoint> {
  /// Mean and (biased) variance of each channel.
  private var mean, variance: [Scalar]
  private let channels: Int
  private let epsilon: Scalar
  private let weight, bias: [Scalar]
  /// The running statistics after the batch; nil where they are what is normalised by.
  private(set) var statistics: (runningMean: [Scalar], runningVariance: [Scalar])?

  /// - Parameter batch: The examples whose statistics are taken; nil for the running ones.
  init(
    channels: Int, settings: LayerSpecification.BatchNormalization, weight: [Scalar], bias: [Scalar],
    runningMean: [Scalar], runningVariance: [Scalar], batch: [[Scalar]]?
  ) {
    (self.channels, self.weight, self.bias) = (channels, weight, bias)
    epsilon = Scalar(settings.epsilon)
    (mean, variance) = (runningMean, runningVariance)
    guard let batch else { return }
    let pixels = batch[0].count / channels
    let count = Scalar(pixels * batch.count)
    let momentum = Scalar(settings.momentum)
    for channel in 0..<channels {
      let values = batch.flatMap { $0[channel * pixels..<(channel + 1) * pixels] }
      mean[channel] = values.reduce(0, +) / count
      variance[channel] = values.reduce(0) { $0 + ($1 - mean[channel]) * ($1 - mean[channel]) } / count
    }
    statistics = (
      zip(runningMean, mean).map { $0 + momentum * ($1 - $0) },
      zip(runningVariance, variance).map { $0 + momentum * ($1 * count / (count - 1) - $0) }
    )
  }

  private func normalized(_ x: Scalar, _ channel: Int) -> Scalar {
    (x - mean[channel]) / (variance[channel] + epsilon).squareRoot()
  }

  func forward(_ x: [[Scalar]]) -> [[Scalar]] {
    x.map { values in
      values.indices.map { index in
        let channel = index * channels / values.count
        return normalized(values[index], channel) * weight[channel] + bias[channel]
      }
    }
  }

  func backward(
    _ x: [[Scalar]], _ dy: [[Scalar]], into gradients: inout [String: [Scalar]], name: String
  ) -> [[Scalar]] {
    var (dWeight, dBias) = (weight.map { _ in Scalar(0) }, bias.map { _ in Scalar(0) })
    let pixels = x[0].count / channels
    for (values, gradient) in zip(x, dy) {
      for index in values.indices {
        dWeight[index / pixels] += gradient[index] * normalized(values[index], index / pixels)
        dBias[index / pixels] += gradient[index]
      }
    }
    gradients[name + ".weight"] = zip(gradients[name + ".weight"]!, dWeight).map { $0 + $1 }
    gradients[name + ".bias"] = zip(gradients[name + ".bias"]!, dBias).map { $0 + $1 }
    let count = Scalar(pixels * x.count)
    let takesBatch = statistics != nil
    return zip(x, dy).map { values, gradient in
      values.indices.map { index in
        let c = index / pixels
        let scale = weight[c] / (variance[c] + epsilon).squareRoot()
        guard takesBatch else { return scale * gradient[index] }
        return scale
          * (gradient[index] - dBias[c] / count - normalized(values[index], c) * dWeight[c] / count)
      }
    }
  }
}
