public import ExperimentSchema
import HyperparameterSearch
public import RunStore

/// How far a sweep has come, from what the store has of it.
public struct SweepStanding: Sendable {
  /// The sweep as the store has it.
  public let sweep: StoredSweep
  /// What it searches.
  public let declared: DeclaredSweep
  /// Its trials, by number.
  public let trials: [StoredTrial]

  /// The standing of the sweep called `name` in `store`.
  ///
  /// - Throws: `RunStoreError` where there is none, `ExperimentError` where an earshot that knew other settings wrote it.
  /// - Complexity: O(trials + values).
  public init(ofSweep name: String, in store: RunStore) throws {
    sweep = try store.sweep(named: name)
    declared = try DeclaredSweep(resolvedText: sweep.specification, source: "sweep \(name)")
    trials = try store.trials(ofSweep: sweep.id)
  }

  /// How many trials are in each state.
  public var counts: TrialCounts {
    var counts = TrialCounts()
    for trial in trials { counts[trial.status] += 1 }
    return counts
  }

  /// The completed trials than which no other is better in all objectives (`ParetoFront`), by number; of one objective
  /// the best alone, of equals the one asked for first.
  public var best: [StoredTrial] {
    let objectives = declared.specification.objectives
    var candidates: [(trial: StoredTrial, values: [Double])] = []
    for trial in trials where trial.status == .completed {
      let values = objectives.indices.compactMap { trial.value(ofObjective: $0)?.mean }
      if values.count == objectives.count { candidates.append((trial, values)) }
    }
    let front = ParetoFront.indices(
      of: candidates.map(\.values), areMaximised: objectives.map(\.isMaximised)
    ).map { candidates[$0].trial }
    return objectives.count == 1 ? Array(front.prefix(1)) : front
  }

  /// Wall time until the budget is spent, at the pace so far, in seconds; nil where nothing tells.
  public var secondsLeft: Double? {
    let ended = Double(counts.ended)
    let byTime = sweep.secondsLimit.map { max(0, $0 - sweep.secondsSpent) }
    guard let limit = sweep.trialLimit, ended > 0 else { return byTime }
    let byTrials = max(0, Double(limit) - ended) * sweep.secondsSpent / ended
    return min(byTrials, byTime ?? byTrials)
  }

  /// The completed trial `number`, or the best where it is nil.
  ///
  /// - Throws: ``SweepError/nothingCompleted(sweep:)``, ``SweepError/severalBest(sweep:trials:)``, or
  ///   `RunStoreError` where there is no such trial.
  public func trial(_ number: Int?) throws -> StoredTrial {
    if let number {
      guard trials.indices.contains(number - 1) else {
        throw RunStoreError.noSuchTrial(number: number, count: trials.count)
      }
      return trials[number - 1]
    }
    let best = best
    guard let first = best.first else { throw SweepError.nothingCompleted(sweep: sweep.name) }
    guard best.count == 1 else {
      throw SweepError.severalBest(sweep: sweep.name, trials: best.map(\.number))
    }
    return first
  }

  /// The experiment that `trial` has tried, under a name and a title of its own and without the claims of the base.
  ///
  /// - Throws: ``SweepError/unreadableTrial(sweep:trial:)``, or `ExperimentError` where its values do not go together.
  public func experiment(of trial: StoredTrial) throws -> Experiment {
    guard let assignment = declared.assignment(hyperparametersText: trial.hyperparameters) else {
      throw SweepError.unreadableTrial(sweep: sweep.name, trial: trial.number)
    }
    var experiment = try declared.experiment(of: assignment)
    let suffix = "-trial\(trial.number)"
    experiment.name = sweep.name.prefix(Self.greatestNameLength - suffix.count) + suffix
    experiment.title = "\(experiment.title), as trial \(trial.number) of sweep \(sweep.name) has it"
    experiment.claims = []
    return experiment
  }

  /// Letters of an experiment's name, at most.
  private static let greatestNameLength = 64
}
