public import Datasets
public import ExperimentSchema

/// A run that is declared in every detail and waits for a worker.
public struct PlannedRun: Sendable {
  /// The experiment as it was declared, with all its seeds and its documented split.
  public var declared: Experiment
  /// The experiment of this run alone: its seed, and the split that reports its fold.
  public var experiment: Experiment
  /// The corpus, its classes selected.
  public var corpus: Corpus
  /// What makes it the observation it is.
  public var identity: RunIdentity
  /// What each layer puts out, holds and costs.
  public var layers: [ShapeInference.LayerSummary]

  /// The seed of every random stream.
  public var seed: UInt64 { identity.seed }
  /// The fold reported.
  public var fold: Int { identity.fold }
  /// Values that are trained.
  public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }
  /// Multiply-accumulates of one example's forward pass.
  public var multiplyAccumulateCount: Int { layers.reduce(0) { $0 + $1.multiplyAccumulateCount } }
}
