/// How an experiment trains its model.
public struct TrainingSpecification: Hashable, Sendable {
  /// What training minimises.
  public var loss: Loss
  /// The share of each target that is spread evenly over all classes, in 0..<1; validation is not smoothed.
  public var labelSmoothing: Double
  /// How parameters follow their gradients.
  public var optimizer: Optimizer
  /// How large gradients are cut; nil leaves them.
  public var gradientClipping: GradientClipping?
  /// How the learning rate changes over the updates.
  public var schedule: Schedule
  /// Which mean over the updates is validated and saved in place of the parameters; nil takes the last ones.
  public var averaging: Averaging?
  /// What is heard of each clip that is trained on beside the clip itself.
  public var augmentation: Augmentation
  /// What is done to the clips that are trained on, and never to those of validation.
  public var regularization: Regularization
  /// Passes over the training examples; at least 1.
  public var epochs: Int
  /// Examples for one update; at least 1. The last batch of an epoch holds what is left.
  public var batchSize: Int
  /// One run for each; outside a configuration's identity.
  public var seeds: [UInt64]

  /// Training with these settings.
  public init(
    loss: Loss, labelSmoothing: Double = 0, optimizer: Optimizer, gradientClipping: GradientClipping? = nil,
    schedule: Schedule = .constant(), averaging: Averaging? = nil,
    augmentation: Augmentation = Augmentation(), regularization: Regularization = Regularization(),
    epochs: Int, batchSize: Int, seeds: [UInt64]
  ) {
    self.loss = loss
    self.labelSmoothing = labelSmoothing
    self.optimizer = optimizer
    self.gradientClipping = gradientClipping
    self.schedule = schedule
    self.averaging = averaging
    self.augmentation = augmentation
    self.regularization = regularization
    self.epochs = epochs
    self.batchSize = batchSize
    self.seeds = seeds
  }

  /// What training minimises, as a mean over the batch.
  public enum Loss: String, Codable, CaseIterable, Sendable {
    /// The mean over batch and classes of `(probability - target)²`; after softmax or sigmoid.
    case meanSquaredError
    /// `-Σ target · ln(probability)`, in nats, from one-hot targets; after softmax.
    case categoricalCrossEntropy
    /// `-ln(probability of the label)`, in nats: the same number from the label's index; after softmax.
    case sparseCategoricalCrossEntropy
    /// The mean over batch and classes of `-t · ln(p) - (1 - t) · ln(1 - p)`, in nats; after sigmoid.
    case binaryCrossEntropy

    /// The activations, softmax or sigmoid, that may end a model trained by it.
    public var outputActivations: [Activation] {
      switch self {
      case .meanSquaredError: [.softmax, .sigmoid]
      case .categoricalCrossEntropy, .sparseCategoricalCrossEntropy: [.softmax]
      case .binaryCrossEntropy: [.sigmoid]
      }
    }
  }

  /// Which mean over the updates stands for the model.
  public enum Averaging: Hashable, Sendable {
    /// An exponential moving average that begins at the first parameters: after each update
    /// `average ← decay · average + (1 - decay) · parameters`, `decay` in 0..<1.
    case ema(decay: Double)
  }
}
