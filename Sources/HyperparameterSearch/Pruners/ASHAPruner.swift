/// Asynchronous successive halving: of the trials that have come to a rung, the best `1 / reductionFactor` go
/// on to the next, which lies `reductionFactor` times as many epochs away; the others wait until more have
/// come.
///
/// A trial that goes on resumes from its checkpoint. No trial waits for a whole rung to fill, so that no
/// worker idles; a trial may go on that a full rung would have refused, the rarer the more have come.
///
/// Source: Li et al., "A system for massively parallel hyperparameter tuning", MLSys 2020, algorithm 2
/// (`get_job` and `top_k(rung k, |rung k| / η)`). Checked in `ASHAPrunerTests`.
public struct ASHAPruner: Pruner {
  private let minimumEpochs, reductionFactor: Int

  /// A pruner with rungs at `minimumEpochs`, times `reductionFactor`, times its square, and so on.
  ///
  /// - Precondition: `minimumEpochs` is at least 1, `reductionFactor` at least 2.
  public init(minimumEpochs: Int, reductionFactor: Int) {
    precondition(minimumEpochs >= 1 && reductionFactor >= 2, "rungs that do not rise")
    self.minimumEpochs = minimumEpochs
    self.reductionFactor = reductionFactor
  }

  /// The rungs below `epochCount`, and that.
  public func stages(ofEpochs epochCount: Int) -> [Int] {
    var stages: [Int] = []
    var rung = minimumEpochs
    while rung < epochCount {
      stages.append(rung)
      let next = rung.multipliedReportingOverflow(by: reductionFactor)
      rung = next.overflow ? epochCount : next.partialValue
    }
    return stages + [epochCount]
  }

  /// Lets `trial` go on where it is among the best of its rung, else wait.
  ///
  /// - Complexity: O(n log n) in the values.
  public func decision(
    trial: Int, epoch: Int, values: [StageValue], isMaximised: Bool
  ) -> StageDecision {
    best(at: epoch, values, isMaximised).contains(trial) ? .proceed : .wait
  }

  /// Those that are among the best of the rung at which they wait: higher rungs first, there the better
  /// first.
  ///
  /// - Complexity: O(n log n) in the values, for each rung.
  public func promotable(among waiting: [Int], values: [StageValue], isMaximised: Bool) -> [Int] {
    var rungs: [Int: Int] = [:]
    for value in values { rungs[value.trial] = max(rungs[value.trial] ?? 0, value.epoch) }
    let epochs = Set(waiting.compactMap { rungs[$0] }).sorted(by: >)
    let candidates = Set(waiting)
    return epochs.flatMap { epoch in
      best(at: epoch, values, isMaximised).filter { candidates.contains($0) && rungs[$0] == epoch }
    }
  }

  /// The best `1 / reductionFactor` of the trials that have come to `epoch`, rounded down, the best first; of
  /// equals the one proposed first.
  private func best(at epoch: Int, _ values: [StageValue], _ isMaximised: Bool) -> [Int] {
    let rung = values.filter { $0.epoch == epoch }.sorted {
      $0.value == $1.value ? $0.trial < $1.trial : ($0.value < $1.value) != isMaximised
    }
    return rung.prefix(rung.count / reductionFactor).map(\.trial)
  }
}
