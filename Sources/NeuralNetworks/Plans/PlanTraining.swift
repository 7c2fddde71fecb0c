import ExperimentSchema
import TensorEngine

/// What a plan must know of its training: what it keeps for each parameter, and what ends a step.
struct PlanTraining {
  let loss: TrainingSpecification.Loss
  let labelSmoothing: Double
  /// What the optimizer keeps of earlier gradients.
  let stateKinds: [TensorKind]
  /// The greatest norm of all gradients together; nil leaves them.
  let clippingNorm: Double?
  /// 1 - the decay of the parameters' moving average; nil keeps none.
  let averagingRate: Float?
  /// Whether a step ends with gradients in memory, since the optimizer comes later.
  let keepsGradients: Bool
  /// What is done to a gradient in the tile's store, in words.
  let gradientEpilogue: String

  init(_ training: TrainingSpecification, mode: TrainingPlan.Mode) {
    loss = training.loss
    labelSmoothing = training.labelSmoothing
    stateKinds = training.optimizer.stateKinds
    if case .norm(let threshold)? = training.gradientClipping {
      clippingNorm = threshold
    } else {
      clippingNorm = nil
    }
    averagingRate =
      switch training.averaging {
      case .ema(let decay)?: Float(1 - decay)
      case nil: nil
      }
    keepsGradients = mode == .gradients || clippingNorm != nil
    gradientEpilogue =
      clippingNorm == nil
      ? training.optimizer.displayName : "norm of all gradients, then \(training.optimizer.displayName)"
  }

  /// Tensors that are kept beside each parameter, in the order of the arena.
  var keptKinds: [TensorKind] {
    stateKinds + (averagingRate == nil ? [] : [.average]) + (keepsGradients ? [.gradient] : [])
  }

  /// What must be saved, beside the parameters, to go on.
  var savedKinds: [TensorKind] { stateKinds + (averagingRate == nil ? [] : [.average]) }
}

extension OutputLoss {
  /// The end of a model whose last layer is `layer`.
  ///
  /// - Throws: ``PlanError/loss(_:layer:activation:)`` where the loss does not go with the layer's activation.
  init(
    of layer: LayerSpecification, training: PlanTraining?, classCount: Int
  ) throws(PlanError) {
    let activation = layer.operation.outputActivation ?? .softmax
    if let loss = training?.loss, !loss.outputActivations.contains(activation) {
      throw .loss(loss, layer: layer.name, activation: activation)
    }
    let isSquared = training?.loss == .meanSquaredError
    let kind: Kind =
      activation == .sigmoid
      ? .sigmoid(isSquared ? .meanSquaredError : .binaryCrossEntropy)
      : .softmax(isSquared ? .meanSquaredError : .crossEntropy)
    self.init(kind, labelSmoothing: training?.labelSmoothing ?? 0, classCount: classCount)
  }
}
