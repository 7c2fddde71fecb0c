package import ExperimentSchema
package import TensorEngine

/// One update of all of a model's parameters: what weights get, and what biases and batch normalisation's scale
/// and shift get, which weight decay may spare.
package struct StepUpdate: BitwiseCopyable {
  package let weights: OptimizerUpdate
  package let biases: OptimizerUpdate

  /// Update number `updateCount` by a declared optimizer.
  ///
  /// - Parameters:
  ///   - optimizer: As declared.
  ///   - clipping: As declared; a norm is the plan's matter, which knows all gradients.
  ///   - learningRateFactor: What the schedule multiplies the learning rate by.
  ///   - updateCount: Adam's t, from 1.
  package init(
    _ optimizer: TrainingSpecification.Optimizer, clipping: TrainingSpecification.GradientClipping?,
    learningRateFactor: Double, updateCount: Int
  ) {
    let learningRate = optimizer.learningRate * learningRateFactor
    var adjustment = GradientAdjustment()
    if case .value(let threshold)? = clipping { adjustment.bound = Float(threshold) }
    let rule: OptimizerUpdate.Rule
    let decaysBiases: Bool
    switch optimizer {
    case .sgd(let sgd):
      rule =
        sgd.momentum == 0
        ? .descent(DescentUpdate(learningRate: learningRate))
        : .momentum(
          MomentumUpdate(learningRate: learningRate, momentum: sgd.momentum, isNesterov: sgd.nesterov))
      adjustment.gradientDecay = Float(sgd.weightDecay)
      decaysBiases = sgd.decaysBiases
    case .adam(let adam), .adamW(let adam):
      rule = .adam(
        AdamUpdate(
          learningRate: learningRate, beta1: adam.beta1, beta2: adam.beta2, epsilon: adam.epsilon,
          updateCount: updateCount))
      if case .adamW = optimizer {
        adjustment.retention = Float(1 - learningRate * adam.weightDecay)
      } else {
        adjustment.gradientDecay = Float(adam.weightDecay)
      }
      decaysBiases = adam.decaysBiases
    }
    weights = OptimizerUpdate(rule, adjustment: adjustment)
    biases = decaysBiases ? weights : weights.sparingDecay
  }

  private init(weights: OptimizerUpdate, biases: OptimizerUpdate) {
    self.weights = weights
    self.biases = biases
  }

  /// The same update after gradients are multiplied by `factor`.
  package func scalingGradients(by factor: Float) -> StepUpdate {
    StepUpdate(
      weights: weights.scalingGradients(by: factor), biases: biases.scalingGradients(by: factor))
  }
}

extension TrainingSpecification.Optimizer {
  /// What is kept of earlier gradients for each parameter.
  var stateKinds: [TensorKind] {
    switch self {
    case .sgd(let sgd): sgd.momentum == 0 ? [] : [.momentum]
    case .adam, .adamW: [.firstMoment, .secondMoment]
    }
  }

  /// What messages call it.
  var displayName: String {
    switch self {
    case .sgd: "SGD"
    case .adam: "Adam"
    case .adamW: "AdamW"
    }
  }
}
