extension TrainingSpecification {
  /// How parameters follow their gradients.
  public enum Optimizer: Hashable, Sendable {
    /// Stochastic gradient descent, with or without momentum.
    case sgd(SGD)
    /// Adam (Kingma and Ba 2015, algorithm 1); its weight decay is added to the gradient.
    case adam(Adam)
    /// AdamW (Loshchilov and Hutter 2019, algorithm 2); its weight decay leaves the gradient alone.
    case adamW(Adam)

    /// The length of a step before any schedule; above 0.
    public var learningRate: Double {
      switch self {
      case .sgd(let sgd): sgd.learningRate
      case .adam(let adam), .adamW(let adam): adam.learningRate
      }
    }
  }

  /// The settings of stochastic gradient descent.
  public struct SGD: Hashable, Sendable {
    /// α, the length of a step; above 0.
    public var learningRate: Double
    /// μ, what is left of the momentum after an update, in 0..<1; 0 keeps none.
    public var momentum: Double
    /// Whether the gradient counts as if the momentum had moved the parameters already.
    public var nesterov: Bool
    /// λ, at least 0: `λ · parameter` is added to each gradient.
    public var weightDecay: Double
    /// Whether weight decay reaches biases, and batch normalisation's scale and shift.
    public var decaysBiases: Bool

    /// Descent with these settings.
    public init(
      learningRate: Double, momentum: Double = 0, nesterov: Bool = false, weightDecay: Double = 0,
      decaysBiases: Bool = false
    ) {
      self.learningRate = learningRate
      self.momentum = momentum
      self.nesterov = nesterov
      self.weightDecay = weightDecay
      self.decaysBiases = decaysBiases
    }

    /// The learning rate where a file leaves it out.
    public static let defaultLearningRate = 0.01
  }

  /// The settings of Adam and of AdamW.
  public struct Adam: Hashable, Sendable {
    /// α, the length of a step; above 0.
    public var learningRate: Double
    /// β₁, the decay of the first moment, in 0..<1.
    public var beta1: Double
    /// β₂, the decay of the second moment, in 0..<1.
    public var beta2: Double
    /// ε, added after bias correction, as algorithm 1 and PyTorch have it; above 0.
    public var epsilon: Double
    /// λ, at least 0. Adam adds `λ · parameter` to each gradient; AdamW multiplies each parameter by `1 - αλ`.
    public var weightDecay: Double
    /// Whether weight decay reaches biases, and batch normalisation's scale and shift.
    public var decaysBiases: Bool

    /// Adam with these settings; the defaults are Keras'.
    public init(
      learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7,
      weightDecay: Double = 0, decaysBiases: Bool = false
    ) {
      self.learningRate = learningRate
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
      self.weightDecay = weightDecay
      self.decaysBiases = decaysBiases
    }

    /// AdamW's weight decay where a file leaves it out.
    public static let defaultDecoupledDecay = 0.01
  }

  /// How large gradients are cut before the optimizer sees them.
  public enum GradientClipping: Hashable, Sendable {
    /// All gradients are multiplied by one factor, so that their norm together is at most `threshold`, above 0.
    case norm(threshold: Double)
    /// Each value is brought into `±threshold`, above 0.
    case value(threshold: Double)
  }
}
