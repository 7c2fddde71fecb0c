extension LayerSpecification {
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
    /// Groups that the channels are divided into: 1, or for a depthwise convolution as many as there are
    /// input channels, each then filtered by itself into one output channel.
    public var groups: Int
    /// How weights begin.
    public var initializer: Initializer

    /// A convolution with these settings.
    public init(
      filters: Int, kernelSize: Int, stride: Int = 1, padding: Padding = .valid,
      activation: Activation = .linear, groups: Int = 1, initializer: Initializer = .glorotUniform
    ) {
      self.filters = filters
      self.kernelSize = kernelSize
      self.stride = stride
      self.padding = padding
      self.activation = activation
      self.groups = groups
      self.initializer = initializer
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
    /// Groups that the channels are divided into: 1, or for a depthwise convolution as many as there are
    /// input channels, each then filtered by itself into one output channel.
    public var groups: Int
    /// How weights begin.
    public var initializer: Initializer

    /// A convolution with these settings.
    public init(
      filters: Int, kernelSize: Pair, stride: Pair = Pair(melBand: 1, frame: 1),
      padding: Padding = .valid, activation: Activation = .linear, groups: Int = 1,
      initializer: Initializer = .glorotUniform
    ) {
      self.filters = filters
      self.kernelSize = kernelSize
      self.stride = stride
      self.padding = padding
      self.activation = activation
      self.groups = groups
      self.initializer = initializer
    }
  }

  /// One axis of an example.
  public enum Axis: String, Codable, CaseIterable, Sendable {
    /// The first of `[channel, frame]` and `[channel, melBand, frame]`.
    case channel
    /// The second of `[channel, melBand, frame]`.
    case melBand
    /// The last of `[channel, frame]` and `[channel, melBand, frame]`.
    case frame
  }

  /// The settings of batch normalisation, with PyTorch's meaning and defaults.
  ///
  /// In training, `(x - mean) / √(variance + epsilon) · weight + bias`, mean and (biased) variance of a channel
  /// over batch and pixels. Inference takes running ones: `running ← running + momentum · (batch - running)`,
  /// the variance of the batch unbiased there.
  ///
  /// Source: Ioffe and Szegedy, "Batch normalization", ICML 2015, algorithms 1 and 2.
  public struct BatchNormalization: Hashable, Sendable {
    /// The share of a new batch in the running statistics, in 0...1; Keras states one minus it.
    public var momentum: Double
    /// Added to the variance; above 0.
    public var epsilon: Double

    /// Batch normalisation with these settings.
    public init(momentum: Double = 0.1, epsilon: Double = 1e-5) {
      self.momentum = momentum
      self.epsilon = epsilon
    }
  }

  /// A block that learns a difference: `activation(layers(x) + shortcut(x))`.
  ///
  /// Source: He et al., "Deep residual learning for image recognition", CVPR 2016, equations 1 and 2.
  public struct Residual: Hashable, Sendable {
    /// The layers of the difference; at least one.
    public var layers: [LayerSpecification]
    /// What the input goes through on its way past them; none: it is added as it is.
    public var shortcut: [LayerSpecification]
    /// Applied to the sum, softmax excepted.
    public var activation: Activation

    /// A block of these layers.
    public init(
      layers: [LayerSpecification], shortcut: [LayerSpecification] = [], activation: Activation = .linear
    ) {
      self.layers = layers
      self.shortcut = shortcut
      self.activation = activation
    }
  }
}
