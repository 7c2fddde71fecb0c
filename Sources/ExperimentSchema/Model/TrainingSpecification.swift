/// How an experiment trains its model.
public struct TrainingSpecification: Hashable, Sendable {
  /// What training minimises.
  public var loss: Loss
  /// How parameters follow their gradients.
  public var optimizer: Optimizer
  /// Passes over the training examples; at least 1.
  public var epochs: Int
  /// Examples for one update; at least 1. The last batch of an epoch holds what is left.
  public var batchSize: Int
  /// One run for each; outside a configuration's identity.
  public var seeds: [UInt64]

  /// Training with these settings.
  public init(loss: Loss, optimizer: Optimizer, epochs: Int, batchSize: Int, seeds: [UInt64]) {
    self.loss = loss
    self.optimizer = optimizer
    self.epochs = epochs
    self.batchSize = batchSize
    self.seeds = seeds
  }

  /// What training minimises, as a mean over the batch.
  public enum Loss: String, Codable, CaseIterable, Sendable {
    /// The mean over batch and classes of `(probability - target)²`.
    case meanSquaredError
    /// `-Σ target · ln(probability)`, in nats, from one-hot targets.
    case categoricalCrossEntropy
    /// `-ln(probability of the label)`, in nats: the same number from the label's index.
    case sparseCategoricalCrossEntropy
  }

  /// How parameters follow their gradients.
  public enum Optimizer: Hashable, Sendable {
    /// Adam (Kingma and Ba 2015, algorithm 1).
    case adam(Adam)
  }

  /// The settings of Adam.
  public struct Adam: Hashable, Sendable {
    /// α, the length of a step; above 0.
    public var learningRate: Double
    /// β₁, the decay of the first moment, in 0..<1.
    public var beta1: Double
    /// β₂, the decay of the second moment, in 0..<1.
    public var beta2: Double
    /// ε, added after bias correction, as algorithm 1 and PyTorch have it; above 0.
    public var epsilon: Double

    /// Adam with these settings; the defaults are Keras'.
    public init(
      learningRate: Double = 0.001, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-7
    ) {
      self.learningRate = learningRate
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
    }
  }
}
