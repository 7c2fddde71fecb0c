/// One layer as an experiment declares it: a name, by which overrides and messages address it, and what
/// it computes.
public struct LayerSpecification: Hashable, Sendable {
  /// Unique among the layers of its model.
  public var name: String
  /// What the layer computes.
  public var operation: Operation

  /// A layer called `name` that computes `operation`.
  public init(name: String, operation: Operation) {
    self.name = name
    self.operation = operation
  }

  /// What a layer computes. Shapes are per example, without the batch axis.
  public enum Operation: Hashable, Sendable {
    /// `[features]` to `[units]`: `activation(weight · x + bias)`, weight `[units, features]`.
    case dense(units: Units, activation: Activation)
    /// `[channel, frame]` to `[filters, frame']`; a vector `[features]` counts as one channel.
    case conv1D(Convolution1D)
    /// `[channel, melBand, frame]` to `[filters, melBand', frame']`.
    case conv2D(Convolution2D)
    /// The maximum over windows of `poolSize` frames, `stride` apart; an incomplete last window is dropped.
    case maxPool1D(poolSize: Int, stride: Int)
    /// The maximum over windows of `poolSize` mel bands by frames, `stride` apart; incomplete ones dropped.
    case maxPool2D(poolSize: Pair, stride: Pair)
    /// In training, sets each value to zero with probability `rate` and divides the others by `1 - rate`.
    case dropout(rate: Double)
    /// Any shape to a vector, in row-major order of the axes `[channel, melBand, frame]`.
    case flatten
    /// `max(0, x)`, any shape.
    case relu
    /// Softmax over the features of a vector.
    case softmax
  }

  /// How many outputs a dense layer has.
  public enum Units: Hashable, Sendable {
    /// That many.
    case count(Int)
    /// As many as the corpus has classes; written `"classes"`.
    case classes
  }

  /// What happens at the edges of a convolution.
  public enum Padding: String, Codable, CaseIterable, Sendable {
    /// Only where the kernel lies wholly inside: `(length - kernelSize) / stride + 1` outputs.
    case valid
    /// Zeros around, so that stride 1 keeps the length: `ceil(length / stride)` outputs; of an odd number
    /// of zeros, the larger part follows the end.
    case same
  }

  /// Two numbers, along mel bands and along frames.
  public struct Pair: Hashable, Sendable {
    /// Along mel bands (height).
    public var melBand: Int
    /// Along frames (width).
    public var frame: Int

    /// `melBand` by `frame`.
    public init(melBand: Int, frame: Int) {
      self.melBand = melBand
      self.frame = frame
    }
  }

  /// The settings of a convolution along frames.
  public struct Convolution1D: Hashable, Sendable {
    /// Output channels; at least 1.
    public var filters: Int
    /// Frames that the kernel spans; at least 1.
    public var kernelSize: Int
    /// Frames between two outputs; at least 1.
    public var stride: Int
    /// What happens at the edges.
    public var padding: Padding
    /// Applied to the outputs, softmax excepted.
    public var activation: Activation

    /// A convolution with these settings.
    public init(
      filters: Int, kernelSize: Int, stride: Int = 1, padding: Padding = .valid,
      activation: Activation = .linear
    ) {
      self.filters = filters
      self.kernelSize = kernelSize
      self.stride = stride
      self.padding = padding
      self.activation = activation
    }
  }

  /// The settings of a convolution over mel bands and frames.
  public struct Convolution2D: Hashable, Sendable {
    /// Output channels; at least 1.
    public var filters: Int
    /// Mel bands by frames that the kernel spans; each at least 1.
    public var kernelSize: Pair
    /// Mel bands and frames between two outputs; each at least 1.
    public var stride: Pair
    /// What happens at the edges.
    public var padding: Padding
    /// Applied to the outputs, softmax excepted.
    public var activation: Activation

    /// A convolution with these settings.
    public init(
      filters: Int, kernelSize: Pair, stride: Pair = Pair(melBand: 1, frame: 1),
      padding: Padding = .valid, activation: Activation = .linear
    ) {
      self.filters = filters
      self.kernelSize = kernelSize
      self.stride = stride
      self.padding = padding
      self.activation = activation
    }
  }
}
