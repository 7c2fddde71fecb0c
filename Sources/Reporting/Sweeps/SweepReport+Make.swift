import ExperimentSchema
import HyperparameterSearch
import JSONText
public import RunStore

extension SweepReport {
  /// Reads what has come of `sweep`.
  ///
  /// - Throws: ``RunStoreError`` where the store cannot be read, or holds a sweep that this build cannot.
  /// - Complexity: O(trials × settings + runs).
  public static func make(of sweep: StoredSweep, store: RunStore) throws -> SweepReport {
    let declared = try DeclaredSweep(resolvedText: sweep.specification)
    let specification = declared.specification
    let stored = try store.trials(ofSweep: sweep.id)
    let runs = try store.runsOfTrials(ofSweep: sweep.id)
    let costs = try Dictionary(
      store.runSummaries().map { ($0.id, ($0.parameterCount, $0.multiplyAccumulateCount)) }
    ) { first, _ in first }
    let trials = stored.map { trial in
      let own = runs[trial.number] ?? []
      let cost = own.first.flatMap { costs[$0] }
      return Trial(
        stored: trial, settings: settings(trial.hyperparameters), runs: own, parameterCount: cost?.0,
        multiplyAccumulateCount: cost?.1)
    }
    return SweepReport(
      sweep: sweep, specification: specification, counts: try store.trialCounts(ofSweep: sweep.id),
      trials: TrialRanking(specification.objectives[0]).ranked(trials, by: \.stored),
      importance: importance(of: trials, in: declared), front: front(of: trials, specification))
  }

  /// The values of `text`, a JSON object, as text by key path.
  private static func settings(_ text: String) -> [String: String] {
    Dictionary(JSONNode(parsing: text).members?.map { ($0.name, $0.node.shown) } ?? []) { first, _ in first }
  }
}

extension SweepReport {
  /// The trials on the Pareto front, ascending in the second objective; empty where all are alike in that.
  private static func front(of trials: [Trial], _ specification: SweepSpecification) -> [Int] {
    let isSingle = specification.objectives.count == 1
    let measured = trials.compactMap { trial -> (number: Int, point: [Double])? in
      guard trial.stored.status == .completed, let first = trial.value()?.mean else { return nil }
      let second = isSingle ? trial.multiplyAccumulateCount.map(Double.init) : trial.value(of: 1)?.mean
      return second.map { (trial.number, [first, $0]) }
    }
    guard Set(measured.map { $0.point[1] }).count > 1 else { return [] }
    let areMaximised = [
      specification.objectives[0].isMaximised, isSingle ? false : specification.objectives[1].isMaximised,
    ]
    return ParetoFront.indices(of: measured.map(\.point), areMaximised: areMaximised)
      .sorted { (measured[$0].point[1], measured[$0].number) < (measured[$1].point[1], measured[$1].number) }
      .map { measured[$0].number }
  }
}

extension SweepReport {
  /// Completed trials below which importance is refused.
  static let leastTrialsOfImportance = 10

  private static func importance(of trials: [Trial], in declared: DeclaredSweep) -> Importance {
    let specification = declared.specification
    let finished = trials.compactMap { trial -> SearchTrial? in
      guard trial.stored.status == .completed, let value = trial.value()?.mean,
        let assignment = declared.assignment(hyperparametersText: trial.stored.hyperparameters)
      else { return nil }
      return SearchTrial(number: trial.number, assignment: assignment, state: .finished([value]))
    }
    guard finished.count >= leastTrialsOfImportance else {
      return .refused(
        "Importance takes \(leastTrialsOfImportance) completed trials, and there "
          + (finished.count == 1 ? "is 1." : "are \(finished.count)."))
    }
    let importances = PEDANOVA.importances(
      of: specification.space, trials: finished, isMaximised: specification.objectives[0].isMaximised)
    guard let importances else {
      return .refused("All completed trials achieved the same: no setting mattered.")
    }
    let shares = zip(specification.space, importances).map {
      Importance.Share(keyPath: $0.keyPath, share: $1)
    }
    return .shares(shares.sorted { ($1.share, $0.keyPath) < ($0.share, $1.keyPath) })
  }
}
