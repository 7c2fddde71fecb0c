/// One layer as an experiment declares it: a name, by which overrides and messages address it, and what
/// it computes.
public struct LayerSpecification: Hashable, Sendable {
  /// Unique among the layers of its model, those inside blocks included.
  public var name: String
  /// What the layer computes.
  public var operation: Operation

  /// A layer called `name` that computes `operation`.
  public init(name: String, operation: Operation) {
    self.name = name
    self.operation = operation
  }

  /// What a layer computes. Shapes are per example, without the batch axis.
  public indirect enum Operation: Hashable, Sendable {
    /// `[features]` to `[units]`: `activation(weight · x + bias)`, weight `[units, features]`.
    case dense(units: Units, activation: Activation, initializer: Initializer = .glorotUniform)
    /// `[channel, frame]` to `[filters, frame']`; a vector `[features]` counts as one channel.
    case conv1D(Convolution1D)
    /// `[channel, melBand, frame]` to `[filters, melBand', frame']`.
    case conv2D(Convolution2D)

    /// The maximum over windows of `poolSize` frames, `stride` apart; an incomplete last window is dropped.
    case maxPool1D(poolSize: Int, stride: Int)
    /// The maximum over windows of `poolSize` mel bands by frames, `stride` apart; incomplete ones dropped.
    case maxPool2D(poolSize: Pair, stride: Pair)
    /// The mean over windows of `poolSize` frames, `stride` apart; an incomplete last window is dropped.
    case averagePool1D(poolSize: Int, stride: Int)
    /// The mean over windows of `poolSize` mel bands by frames, `stride` apart; incomplete ones dropped.
    case averagePool2D(poolSize: Pair, stride: Pair)
    /// The maximum of each channel: `[channel, ...]` to `[channel]`.
    case globalMaxPool
    /// The mean of each channel: `[channel, ...]` to `[channel]`.
    case globalAveragePool
    /// The maximum over one axis, which vanishes; the others keep their order.
    case max(Axis)
    /// The mean over one axis, which vanishes; the others keep their order.
    case mean(Axis)

    /// Each channel shifted and scaled to mean 0 and variance 1 over the batch, then by two trained values.
    case batchNormalization(BatchNormalization)
    /// In training, sets each value to zero with probability `rate` and divides the others by `1 - rate`.
    case dropout(rate: Double)
    /// In training, sets each channel to zero with probability `rate` and divides the others by `1 - rate`.
    case spatialDropout(rate: Double)
    /// Any shape to a vector, in row-major order of the axes `[channel, melBand, frame]`.
    case flatten

    /// `max(0, x)`, any shape.
    case relu
    /// `x` above zero, `negativeSlope · x` below, any shape.
    case leakyRelu(negativeSlope: Double)
    /// `x · Φ(x)`, Φ being the standard normal distribution function (exact, by erf), any shape.
    case gelu
    /// `1 / (1 + exp(-x))`, any shape.
    case sigmoid
    /// `tanh(x)`, any shape.
    case tanh
    /// Softmax over the features of a vector.
    case softmax

    /// Layers one after the other, under one name.
    case sequential([LayerSpecification])
    /// `activation(layers(x) + shortcut(x))`.
    case residual(Residual)
    /// The results of several branches on the same input, one behind the other along the channel axis (of
    /// vectors, along the features). A branch without layers hands its input on.
    case parallel(branches: [[LayerSpecification]])
  }
}
