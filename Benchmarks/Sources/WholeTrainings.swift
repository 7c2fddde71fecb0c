import Datasets
import ExperimentSchema
import Foundation
import NeuralNetworks
import SeededRandom
import Training

/// All epochs of a declared experiment on random features, each followed by validation; nothing is stored.
struct WholeTrainings {
  /// As many clips as a documented run of ESC-10 has on either side.
  private static let (trainingCount, validationCount) = (320, 80)

  private let experiment: Experiment
  private let classCount: Int
  private let task: TrainingTask

  /// The trainings of the experiment in the file `experiment`.
  ///
  /// - Parameters:
  ///   - experiment: The file of an experiment.
  ///   - classCount: The classes of the corpus; at least 2.
  /// - Throws: What the decoder throws for the file.
  init(experiment file: URL, classCount: Int) throws {
    experiment = try ExperimentDecoder.experiment(at: file)
    self.classCount = classCount
    let shape = experiment.frontEnd.featureShape
    let count = Self.trainingCount + Self.validationCount
    var random = RandomStream(seed: 1, purpose: .synthesis)
    task = TrainingTask(
      features: FeatureTable(
        shape: shape, values: (0..<count * shape.reduce(1, *)).map { _ in Float(random.uniform()) },
        labels: (0..<count).map { _ in Int32(random.integer(below: classCount)) },
        folds: (0..<count).map { $0 < Self.trainingCount ? 1 : 5 }, ids: (0..<count).map { "\($0)" }),
      trainingExamples: (0..<Int32(Self.trainingCount)).map { $0 },
      validationExamples: (Int32(Self.trainingCount)..<Int32(count)).map { $0 }, classCount: classCount,
      training: experiment.training, levelScale: LevelScale(experiment.frontEnd.features), seed: 1)
  }

  /// Compiles the model, draws its weights and trains it to the end.
  ///
  /// - Throws: What the plan throws for the model.
  func perform() throws {
    let plan = try TrainingPlan(
      model: experiment.model, inputShape: experiment.frontEnd.featureShape, classCount: classCount,
      training: experiment.training)
    plan.initializeParameters(seed: task.seed)
    _ = try TrainingLoop(plan: plan, task: task).run(observer: Onlooker())
  }
}
