public import Datasets
public import ExperimentSchema

/// What a model is to learn, and from which clips.
public struct TrainingTask: Sendable {
  /// The features of all clips, `[example, ...shape]`.
  public var features: FeatureTable
  /// Indices of the clips it learns from; not empty.
  public var trainingExamples: [Int32]
  /// Indices of the clips it is judged on after each epoch; not empty.
  public var validationExamples: [Int32]
  /// Number of classes.
  public var classCount: Int
  /// What training minimises; also the unit of the validation loss.
  public var loss: TrainingSpecification.Loss
  /// Passes over the training clips; at least 1.
  public var epochs: Int
  /// Clips for one update; at least 1.
  public var batchSize: Int
  /// Key of every random stream.
  public var seed: UInt64

  /// A task of these parts.
  public init(
    features: FeatureTable, trainingExamples: [Int32], validationExamples: [Int32], classCount: Int,
    loss: TrainingSpecification.Loss, epochs: Int, batchSize: Int, seed: UInt64
  ) {
    precondition(!trainingExamples.isEmpty && !validationExamples.isEmpty, "a task needs clips on both sides")
    self.features = features
    self.trainingExamples = trainingExamples
    self.validationExamples = validationExamples
    self.classCount = classCount
    self.loss = loss
    self.epochs = epochs
    self.batchSize = batchSize
    self.seed = seed
  }

  /// Updates in an epoch: the last batch holds what is left.
  public var stepsPerEpoch: Int { (trainingExamples.count + batchSize - 1) / batchSize }
}
