public import Datasets
public import ExperimentSchema

/// What a model is to learn, and from which clips.
public struct TrainingTask: Sendable {
  /// The features of all clips, `[example, ...shape]`.
  public var features: FeatureTable
  /// Rows of the clips it learns from, in all the ways in which they are heard; not empty.
  public var trainingExamples: [Int32]
  /// Indices of the clips it is judged on after each epoch; not empty.
  public var validationExamples: [Int32]
  /// Indices of the clips that nothing is chosen by, measured after each epoch too; usually empty.
  public var testExamples: [Int32]
  /// Number of classes.
  public var classCount: Int
  /// Loss, schedule, regularization, epochs and batch size; the loss is also the unit of the validation loss.
  public var training: TrainingSpecification
  /// In which scale features measure levels: what a gain in decibels does to them.
  public var levelScale: LevelScale
  /// Key of every random stream.
  public var seed: UInt64

  /// A task of these parts.
  ///
  /// - Precondition: There are clips on both sides; the batch size is at least 1; targets, where the features have any, are
  ///   those of so many classes.
  public init(
    features: FeatureTable, trainingExamples: [Int32], validationExamples: [Int32],
    testExamples: [Int32] = [], classCount: Int, training: TrainingSpecification,
    levelScale: LevelScale = .magnitude, seed: UInt64
  ) {
    precondition(!trainingExamples.isEmpty && !validationExamples.isEmpty, "a task needs clips on both sides")
    precondition(training.batchSize >= 1, "a batch of \(training.batchSize)")
    precondition(
      features.targets.map { $0.count == features.labels.count * classCount } != false,
      "targets of another number of classes than \(classCount)")
    self.features = features
    self.trainingExamples = trainingExamples
    self.validationExamples = validationExamples
    self.testExamples = testExamples
    self.classCount = classCount
    self.training = training
    self.levelScale = levelScale
    self.seed = seed
  }

  /// The clips it learns from as they are.
  public var trainingClips: [Int32] { trainingExamples.filter { Int($0) < features.clipCount } }

  /// Passes over the training clips.
  public var epochs: Int { training.epochs }
  /// Clips for one update.
  public var batchSize: Int { training.batchSize }

  /// Updates in an epoch: the last batch holds what is left.
  public var stepsPerEpoch: Int { (trainingExamples.count + batchSize - 1) / batchSize }
}

/// In which scale features measure levels.
public enum LevelScale: Sendable {
  /// Proportional to the amplitude.
  case magnitude
  /// In dB.
  case decibels

  /// The scale of a front end's features.
  public init(_ features: FrontEndSpecification.Features) {
    // Features without a level of their own: an experiment that changes their gain is refused.
    self = features.levelScale == .decibels ? .decibels : .magnitude
  }
}
