import TensorEngine

/// One operation of a compiled plan: plain numbers, offsets into the plan's arena.
enum PlanOperation: BitwiseCopyable {
  case dense(DenseOperation)
  case convolution(ConvolutionOperation)
  case maxPooling(PoolingOperation)
  case rectification(ImageLayout)
  case dropout(DropoutOperation)
  case flattening(FlatteningOperation)
  case imaging(ImagingOperation)

  /// Whether the operation is done example by example, its values hot in the cache, rather than for all
  /// examples of a worker at once.
  var isPerExample: Bool {
    if case .dense = self { false } else { true }
  }
}

/// `activation(W · x + b)`.
struct DenseOperation: BitwiseCopyable {
  /// Values of an input, as stored.
  var depth: Int
  var panelCount: Int
  var input, output: ImageLayout
  /// Nil where nothing before the layer is trained.
  var inputGradient: ImageLayout?
  var outputGradient: ImageLayout
  /// Whether the input comes out of a relu, whose derivative the input gradient goes through.
  var inputIsRectified: Bool
  /// Whether the layer ends in a relu of its own.
  var isRectified: Bool
  /// Its place among the plan's parameters.
  var parameter: Int
}

/// `activation(W * x + b)`.
struct ConvolutionOperation: BitwiseCopyable {
  var shape: ConvolutionShape
  var input, output: ImageLayout
  /// Values from the input's pixel (0, 0) back to where the first window starts, in the halo.
  var inputHalo: Int
  var inputGradient: ImageLayout?
  var outputGradient: ImageLayout
  /// Values from the output gradient's pixel (0, 0) to the window of the input's pixel (0, 0).
  var gradientWindow: Int
  /// Rows of the output gradient's image are this far apart, the zeros between them included.
  var gradientRowStride: Int
  var inputIsRectified: Bool
  var isRectified: Bool
  var parameter: Int
  /// The weight turned round, one per worker.
  var flippedWeight: Int
  var flippedWeightStride: Int
}

/// The maximum over windows.
struct PoolingOperation: BitwiseCopyable {
  var shape: PoolingShape
  var input, output: ImageLayout
  var inputGradient: ImageLayout?
  var outputGradient: ImageLayout?
  var inputIsRectified: Bool
  /// Places of the maxima; `placesStride` values for each example.
  var places: Int
  var placesStride: Int
}

/// Sets values to zero at random, in place.
struct DropoutOperation: BitwiseCopyable {
  var values: ImageLayout
  var gradient: ImageLayout?
  var mask: DropoutMask
  /// Factors of the values; `factorsStride` for each example.
  var factors: Int
  var factorsStride: Int
  /// Its place among the plan's dropout layers.
  var number: Int
}

/// Takes a convolution's image as a vector. Only gradients move: they go from compact pixels to the image of
/// the convolution's gradient.
struct FlatteningOperation: BitwiseCopyable {
  var values: ImageLayout
  var gradient: ImageLayout
  var vectorGradient: ImageLayout
  var isRectified: Bool
}

/// Takes a vector as an image of one channel: each value becomes a pixel, its channel 0.
struct ImagingOperation: BitwiseCopyable {
  var vector, image: ImageLayout
  var vectorGradient, imageGradient: ImageLayout?
  var isRectified: Bool
  /// The logical extents of the vector, whose values are stored as (row, column, channel).
  var channels, rows, columns: Int
  var storedChannels: Int
}
