public import Datasets
public import ExperimentSchema

/// A run that is declared in every detail and waits for a worker.
public struct PlannedRun: Sendable {
  /// The experiment, its split replaced by this run's.
  public var experiment: Experiment
  /// The corpus, its classes selected.
  public var corpus: Corpus
  /// The seed of every random stream.
  public var seed: UInt64
  /// What makes it the observation it is.
  public var identity: RunIdentity
  /// What each layer puts out, holds and costs.
  public var layers: [ShapeInference.LayerSummary]

  /// The fold reported.
  public var fold: Int { identity.fold }
  /// Values that are trained.
  public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }
  /// Multiply-accumulates of one example's forward pass.
  public var multiplyAccumulateCount: Int { layers.reduce(0) { $0 + $1.multiplyAccumulateCount } }
}
