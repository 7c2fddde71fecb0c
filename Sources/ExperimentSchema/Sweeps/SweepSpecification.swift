/// What a sweep file declares: which settings of an experiment to search, what is better, how, and for how
/// long.
public struct SweepSpecification: Hashable, Sendable {
  /// What `earshot sweep` calls it; `[a-z0-9._-]{1,64}`.
  public var name: String
  /// One line for reports.
  public var title: String
  /// The corpus, in place of the experiment's; as `--corpus`.
  public var corpus: String?
  /// The classes, in place of the experiment's; as `--classes`.
  public var classes: String?
  /// The settings that are searched; at least one.
  public var space: [Hyperparameter]
  /// What is better: one, or two that pull apart.
  public var objectives: [SweepObjective]
  /// The seeds of each trial, which is judged by the mean over its runs; nil takes the experiment's.
  public var seeds: [UInt64]?
  /// The folds of each trial.
  public var folds: FoldChoice
  /// What proposes assignments.
  public var sampler: SamplerSpecification
  /// What ends trials early; nil trains each to its end.
  public var pruner: PrunerSpecification?
  /// When the sweep ends.
  public var budget: SweepBudget

  /// A specification of these parts.
  public init(
    name: String, title: String, corpus: String? = nil, classes: String? = nil, space: [Hyperparameter],
    objectives: [SweepObjective], seeds: [UInt64]? = nil, folds: FoldChoice = .documented,
    sampler: SamplerSpecification = .tpe(TPESettings()), pruner: PrunerSpecification? = nil,
    budget: SweepBudget
  ) {
    self.name = name
    self.title = title
    self.corpus = corpus
    self.classes = classes
    self.space = space
    self.objectives = objectives
    self.seeds = seeds
    self.folds = folds
    self.sampler = sampler
    self.pruner = pruner
    self.budget = budget
  }
}

/// A figure of a trial's runs, and which way it is better.
public struct SweepObjective: Hashable, Sendable {
  /// A metric as reports write it, such as `best(validation.accuracy)`, or ``multiplyAccumulates`` or
  /// ``parameters``.
  public var metric: String
  /// Whether more is better.
  public var isMaximised: Bool

  /// `metric`, better where it is greater if `isMaximised`, else where it is less.
  public init(metric: String, isMaximised: Bool) {
    self.metric = metric
    self.isMaximised = isMaximised
  }

  /// The multiply-accumulates of one example's forward pass.
  public static let multiplyAccumulates = "macs"
  /// The values that the model trains.
  public static let parameters = "parameters"
}

/// Which folds a trial reports, each by a run of its own for every seed.
public enum FoldChoice: Hashable, Sendable {
  /// The validation fold of the experiment's file.
  case documented
  /// Each fold of the corpus in turn.
  case all
  /// These.
  case folds([Int])
}

/// When a sweep ends; what is nil sets no bound. A grid also ends with its last point.
public struct SweepBudget: Hashable, Sendable {
  /// Trials, at least 1.
  public var trials: Int?
  /// Wall time in seconds over all stretches of work, above 0.
  public var seconds: Double?

  /// At most `trials` trials, begun within `seconds` seconds.
  public init(trials: Int? = nil, seconds: Double? = nil) {
    self.trials = trials
    self.seconds = seconds
  }
}
