/// Follows an example's shape through a model: what each layer puts out, holds and costs.
///
/// Integers only: the decoder, the dry run and the engine's plan all call it, so they cannot disagree.
public enum ShapeInference {
  /// What is known of one layer before anything is computed.
  public struct LayerSummary: Hashable, Sendable {
    /// The layer; of a block the whole block, standing for the sum or the concatenation at its end.
    public var layer: LayerSpecification
    /// The keys that lead to it: `model.layers.block1.layers.conv1`.
    public var keyPath: String
    /// The layers whose results it takes, by their places in the list; -1 is the model's input. A block takes
    /// one for each branch, in their order: a residual block its layers, then its shortcut.
    public var inputs: [Int]
    /// The shapes of one example going in, one for each of ``inputs``.
    public var inputShapes: [[Int]]
    /// The shape of one example coming out.
    public var outputShape: [Int]
    /// Trained values: weights and biases.
    public var parameterCount: Int
    /// Multiply-accumulates of the forward pass of one example; biases, pooling and activations do not count.
    public var multiplyAccumulateCount: Int

    /// The shape of one example going in: `[features]`, `[channel, frame]` or `[channel, melBand, frame]`; of
    /// a block the first one's.
    public var inputShape: [Int] { inputShapes[0] }

    /// The fewest examples of a batch that the layer can be trained on: 2 for a batch normalisation that gets one
    /// value of each channel from an example, since a single value has no variance; else 1.
    public var leastBatchCount: Int {
      guard case .batchNormalization = layer.operation else { return 1 }
      return inputShape.dropFirst().allSatisfy { $0 == 1 } ? 2 : 1
    }
  }

  /// A layer that its input does not fit.
  public struct Misfit: Error, Hashable, Sendable {
    /// The keys that lead to the layer: `model.layers.conv1`.
    public var keyPath: String
    /// The setting concerned, such as `kernelSize`; nil where it is the layer as a whole.
    public var setting: String?
    /// What the file asks for.
    public var found: String
    /// What would fit.
    public var expected: String
    /// How to mend it.
    public var remedy: String
  }

  /// Values that one example may have at any layer, and that a model may train, at most: 2³¹ - 1, so that
  /// an index fits 32 bits.
  public static let greatestCount = Int(Int32.max)

  /// Returns a summary of each layer of `model`, blocks taken apart, in an order in which they can be computed.
  ///
  /// A `sequential` block leaves only its layers; a `residual` or `parallel` one its layers and, after them, one
  /// summary of its own for the sum or the concatenation.
  ///
  /// - Parameters:
  ///   - model: The layers.
  ///   - inputShape: The shape of one example's features.
  ///   - classCount: The classes of the corpus; what `units: "classes"` stands for.
  /// - Throws: ``Misfit`` for the first layer that its input does not fit.
  public static func summaries(
    of model: ModelSpecification, inputShape: [Int], classCount: Int
  ) throws(Misfit) -> [LayerSummary] {
    var walk = ModelWalk(classCount: classCount)
    _ = try walk.append(
      model.layers, at: "model.layers", to: ModelWalk.Value(producer: -1, shape: inputShape))
    return walk.summaries
  }

  /// Returns the number of outputs of a window of `size` that moves by `stride` over `length` values, or
  /// nil where there is none.
  ///
  /// `valid`: `(length - size) / stride + 1`; `same`: `ceil(length / stride)`.
  public static func outputLength(
    of length: Int, size: Int, stride: Int, padding: LayerSpecification.Padding
  ) -> Int? {
    switch padding {
    case .valid: length >= size ? (length - size) / stride + 1 : nil
    case .same: length > 0 ? (length - 1) / stride + 1 : nil
    }
  }

  /// Returns the zeros that `same` padding puts before and after `length` values: in all
  /// `max(0, (outputs - 1) · stride + size - length)`, of an odd number the larger part after, as Keras does.
  public static func samePadding(length: Int, size: Int, stride: Int) -> (before: Int, after: Int) {
    let outputs = (length - 1) / stride + 1
    let total = max(0, (outputs - 1) * stride + size - length)
    return (total / 2, total - total / 2)
  }
}

extension ShapeInference.Misfit: CustomStringConvertible {
  /// `model.layers.conv1.kernelSize: found …; expected …. Remedy`
  public var description: String {
    let setting = setting.map { ".\($0)" } ?? ""
    return "\(keyPath)\(setting): found \(found); expected \(expected). \(remedy)"
  }
}
