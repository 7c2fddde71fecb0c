import Datasets
import ExperimentSchema
public import NeuralNetworks

extension PlannedRun {
  /// The run's model compiled for training, its parameters still zero.
  func makePlan(threads: Int) throws -> TrainingPlan {
    try TrainingPlan(
      model: experiment.model, inputShape: experiment.frontEnd.featureShape,
      classCount: corpus.classNames.count, training: experiment.training, threads: threads)
  }

  /// What the compiled model is made of, without training it.
  ///
  /// - Parameter threads: Threads that would share a step; each has buffers of its own.
  /// - Throws: ``PlanError`` for a model that no plan can compute.
  public func planSummary(threads: Int) throws -> PlanSummary {
    try makePlan(threads: threads).summary
  }
}
