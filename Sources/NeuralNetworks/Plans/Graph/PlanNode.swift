import ExperimentSchema
import TensorEngine

/// A layer as a plan computes it: one dimension an image of one row, nothing that changes no value.
struct PlanNode {
  enum Kind {
    case dense(units: Int)
    case convolution(LayerSpecification.Convolution2D)
    case depthwiseConvolution(LayerSpecification.Convolution2D)
    case pooling(Pooling)
    case channelReduction(Pooling.Kind)
    /// Gathers what a batch normalisation needs to know of the batch.
    case statistics(LayerSpecification.BatchNormalization)
    /// Normalises by the statistics that its first input gathers; adds its second, where there is one.
    case normalization
    case rectification
    case activation(ActivationFunction)
    case dropout(rate: Double, ofChannels: Bool)
    case flattening
    case addition
    case concatenation
  }

  var kind: Kind
  let name: String
  /// The layer's place among the model's summaries; keys its random streams.
  let layerIndex: Int
  /// The nodes whose values it takes; ``PlanGraph/input`` is the features of an example.
  var inputs: [Int]
  /// The extents of its (first) input, as the layer sees it.
  let input: Extent
  let output: Extent
  /// The layer's weight in logical order; empty where it has none.
  var weightShape: [Int] = []
  /// Whether a relu follows in the same pass.
  var isRectified = false
  /// The block whose sum a normalisation takes in the same pass.
  var sumName: String?

  /// The logical extents of an example: channels, mel bands, frames; a vector is channels alone.
  struct Extent: Equatable {
    var channels: Int
    var rows: Int
    var columns: Int

    var count: Int { channels * rows * columns }

    init(channels: Int, rows: Int = 1, columns: Int = 1) {
      self.channels = channels
      self.rows = rows
      self.columns = columns
    }

    /// `[features]`, `[channel, frame]` or `[channel, melBand, frame]`.
    init(_ shape: [Int]) {
      self =
        switch shape.count {
        case 1: Extent(channels: shape[0])
        case 2: Extent(channels: shape[0], columns: shape[1])
        default: Extent(channels: shape[0], rows: shape[1], columns: shape[2])
        }
    }

    /// As a spatial layer sees a shape: a vector is one channel of frames.
    init(image shape: [Int]) {
      self = shape.count == 1 ? Extent(channels: 1, columns: shape[0]) : Extent(shape)
    }
  }

  /// Whether the node may change its input's values where they lie, when nothing else reads them.
  var isElementwise: Bool {
    switch kind {
    case .rectification, .dropout: true
    // The others' derivatives need the argument, or a sign that the result has lost.
    case .activation(.leakyRelu), .activation(.tanh): true
    default: false
    }
  }

  /// Whether the node's own derivative is taken from its result, which must then stay as it is.
  var keepsResult: Bool {
    switch kind {
    case .activation(let function): !function.keepsArgument
    default: false
    }
  }

  /// Whether a relu behind it costs no pass of its own.
  var takesRectification: Bool {
    switch kind {
    case .dense, .convolution, .depthwiseConvolution, .normalization, .addition: true
    default: false
    }
  }

  /// Whether it takes an image: a vector is then one channel of frames.
  var isSpatial: Bool {
    switch kind {
    case .convolution, .depthwiseConvolution, .pooling: true
    default: false
    }
  }

  /// Whether it takes its input as one vector, whatever its shape.
  var takesVector: Bool {
    switch kind {
    case .dense, .flattening: true
    default: false
    }
  }

  /// The zeros that it wants around its input.
  var halo: Halo {
    let convolution: LayerSpecification.Convolution2D
    switch kind {
    case .convolution(let settings), .depthwiseConvolution(let settings): convolution = settings
    default: return Halo()
    }
    guard convolution.padding == .same else { return Halo() }
    let (above, below) = ShapeInference.samePadding(
      length: input.rows, size: convolution.kernelSize.melBand, stride: convolution.stride.melBand)
    let (left, right) = ShapeInference.samePadding(
      length: input.columns, size: convolution.kernelSize.frame, stride: convolution.stride.frame)
    return Halo(above: above, below: below, left: left, right: right)
  }
}

/// Zeros around an image, in pixels.
struct Halo: Equatable {
  var above = 0
  var below = 0
  var left = 0
  var right = 0

  /// Enough for both.
  func union(_ other: Halo) -> Halo {
    Halo(
      above: max(above, other.above), below: max(below, other.below), left: max(left, other.left),
      right: max(right, other.right))
  }
}

extension LayerSpecification.Pair {
  /// The stride, or 1 where there is but one output, which a stride of any size gives.
  func stride(for output: PlanNode.Extent) -> LayerSpecification.Pair {
    LayerSpecification.Pair(
      melBand: output.rows == 1 ? 1 : melBand, frame: output.columns == 1 ? 1 : frame)
  }
}
