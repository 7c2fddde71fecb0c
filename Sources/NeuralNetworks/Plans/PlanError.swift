public import ExperimentSchema

/// Why a model cannot be compiled into a plan, or tensors not be put into it.
public enum PlanError: Error, Hashable, Sendable {
  /// A count of the caller's is out of range.
  case count(name: String, found: Int, expected: ClosedRange<Int>)
  /// Examples of a shape that no model takes.
  case inputShape(found: [Int])
  /// The model has no layers.
  case noLayers
  /// The last layer is not a softmax over the classes.
  case output(layer: String, shape: [Int], classCount: Int)
  /// A loss that does not go with the activation that ends the model.
  case loss(TrainingSpecification.Loss, layer: String, activation: Activation)
  /// The softmax at the end follows nothing that is trained.
  case outputNotDense(layer: String)
  /// A softmax before the last layer, or as the activation of a convolution.
  case softmaxInside(layer: String)
  /// A dropout rate outside `0 ..< 1`.
  case dropoutRate(layer: String, rate: Double)
  /// A batch of one example under a batch normalisation of one value for each channel.
  case batchOfOne(layer: String, shape: [Int])
  /// Two layers of one name, by which tensors could not be told apart.
  case duplicateName(layer: String)
  /// The plan's buffers would need more values than an index may reach.
  case tooLarge(valueCount: Int)
  /// A tensor that the plan needs is not among those given.
  case missingTensor(name: String)
  /// A tensor that the plan does not have.
  case unknownTensor(name: String)
  /// A tensor of another shape than the plan's.
  case tensorShape(name: String, found: [Int], valueCount: Int, expected: [Int])
}

extension PlanError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .count(let name, let found, let expected):
      "\(name): found \(found); expected \(expected.lowerBound)...\(expected.upperBound)."
    case .inputShape(let found):
      """
      features: found examples of shape \(found); expected [features], [channel, frame] or [channel, melBand, frame], \
      each at least 1. Check the front end.
      """
    case .noLayers:
      "model.layers: found no layers; expected at least one. End the model with a dense softmax layer."
    case .output(let layer, let shape, let classCount):
      """
      model.layers.\(layer): the model ends here with shape \(shape); expected a softmax over the \(classCount) \
      classes. End with a dense layer of "classes" units and activation softmax.
      """
    case .loss(let loss, let layer, let activation):
      """
      training.loss: found \(loss.rawValue) after the \(activation.rawValue) of layer \(layer); expected \
      \(loss.outputActivations.map(\.rawValue).joined(separator: " or ")) there. Change one of the two.
      """
    case .outputNotDense(let layer):
      """
      model.layers.\(layer): the softmax takes its logits from no dense layer or other one that is trained; \
      expected one before it. Put a dense layer of "classes" units there.
      """
    case .softmaxInside(let layer):
      """
      model.layers.\(layer): found a softmax inside the model; expected one at its end only. Use relu, or leave \
      the activation out.
      """
    case .dropoutRate(let layer, let rate):
      "model.layers.\(layer).rate: found \(rate); expected at least 0 and below 1. Try 0.5."
    case .batchOfOne(let layer, let shape):
      """
      model.layers.\(layer): found batches of 1 example of shape \(shape), one value for each channel, which have no \
      variance; expected batches of 2 or more. Make training.batchSize larger.
      """
    case .duplicateName(let layer):
      "model.layers.\(layer): found two layers of this name; expected one. Rename one of them."
    case .tooLarge(let valueCount):
      """
      model.layers: the model needs room for \(valueCount) values; expected at most \(PlanError.greatestValueCount). \
      Make layers or the batch smaller.
      """
    case .missingTensor(let name):
      "tensor \(name): found none of this name; the model needs it. Use weights that were saved from this model."
    case .unknownTensor(let name):
      "tensor \(name): the model has none of this name. Use weights that were saved from this model."
    case .tensorShape(let name, let found, let valueCount, let expected):
      """
      tensor \(name): found shape \(found) with \(valueCount) values; expected \(expected). Use weights that were \
      saved from this model.
      """
    }
  }

  /// Values that the buffers of a plan may have: 2³¹, 8 GiB.
  static let greatestValueCount = 1 << 31
}
