import ContentDigest
import Datasets
public import ExperimentRunner
public import ExperimentSchema

/// A trial whose configuration can be trained.
struct PlannedTrial {
  /// The experiment, with the trial's seeds.
  var experiment: Experiment
  /// What equal configurations share.
  var digest: ContentDigest
  /// Values that are trained.
  var parameterCount: Int
  /// Multiply-accumulates of one example's forward pass.
  var multiplyAccumulateCount: Int

  /// The epochs of each of its runs.
  var epochCount: Int { experiment.training.epochs }
}

/// Makes of assignments what is to be trained.
public final class TrialPlanner {
  /// What is searched.
  public let sweep: DeclaredSweep
  private var corpora: CorpusLibrary

  /// A planner of the trials of `sweep`, whose corpora are among `corpora`.
  public init(sweep: DeclaredSweep, corpora: CorpusLibrary) {
    self.sweep = sweep
    self.corpora = corpora
  }

  /// The folds that each trial reports; nil for its experiment's own.
  func folds() throws -> [Int]? {
    switch sweep.specification.folds {
    case .documented: nil
    case .all: try corpora.corpus(sweep.base.corpus).folds
    case .folds(let folds): folds
    }
  }

  /// What `assignment` makes of the experiment.
  ///
  /// - Throws: `ExperimentError`, `CorpusError` or `PlanningError` where its values do not go together, or not with the
  ///   corpus.
  func plan(_ assignment: Assignment) throws -> PlannedTrial {
    let experiment = try sweep.experiment(of: assignment)
    let runs = try RunPlanner.runs(
      of: experiment, on: corpora.corpus(experiment.corpus),
      selection: RunSelection(folds: folds().map { .folds($0) } ?? .documented))
    // A planner gives at least one run: seeds and folds are never empty.
    let run = runs[0]
    return PlannedTrial(
      experiment: experiment, digest: run.identity.configurationDigest, parameterCount: run.parameterCount,
      multiplyAccumulateCount: run.multiplyAccumulateCount)
  }
}
