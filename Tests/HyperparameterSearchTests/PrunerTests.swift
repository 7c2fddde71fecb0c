import ExperimentSchema
import HyperparameterSearch
import Testing
import TestSupport

@Suite("Median pruner: golden values")
struct MedianPrunerGoldenTests {
  @Test("decisions are those of Optuna's pruner, once others have finished", .tags(.golden))
  func decisions() throws {
    let pruner = MedianPruner(.init(startupTrials: 2, warmupEpochs: 1, interval: 1))
    func values(_ trial: Int, _ curve: some Sequence<Double>) -> [StageValue] {
      curve.enumerated().map { StageValue(trial: trial, epoch: $0 + 1, value: $1) }
    }
    for golden in try GoldenSearch.load().medians {
      let others = golden.others.enumerated().flatMap { values($0 + 1, $1) }
      for epoch in 1...4 {
        let decision = pruner.decision(
          trial: 99, epoch: epoch, values: (others + values(99, golden.own.prefix(epoch))).reversed(),
          isMaximised: golden.isMaximised)
        #expect(decision == (golden.isPruned[epoch - 1] ? .prune : .proceed), "\(golden) at \(epoch)")
      }
    }
  }
}

@Suite("Pruners")
struct PrunerTests {
  private let median = MedianPruner(.init(startupTrials: 2, warmupEpochs: 5, interval: 10))
  private let halving = ASHAPruner(minimumEpochs: 10, reductionFactor: 3)

  @Test func `stages rise to the last epoch, however few there are`() {
    #expect(NoPruner().stages(ofEpochs: 7) == [7])
    #expect(median.stages(ofEpochs: 30) == [5, 15, 25, 30])
    #expect(median.stages(ofEpochs: 25) == [5, 15, 25])
    #expect(median.stages(ofEpochs: 5) == [5] && median.stages(ofEpochs: 1) == [1])
    #expect(halving.stages(ofEpochs: 200) == [10, 30, 90, 200])
    #expect(halving.stages(ofEpochs: 90) == [10, 30, 90] && halving.stages(ofEpochs: 9) == [9])
    let greatest = ASHAPruner(minimumEpochs: Int.max / 2, reductionFactor: 3)
    #expect(greatest.stages(ofEpochs: Int.max) == [Int.max / 2, Int.max])
  }

  @Test func `the median rule ends what has never been better than half of the others`() {
    let others = [0.5, 0.6, 0.7].enumerated().map { StageValue(trial: $0 + 1, epoch: 15, value: $1) }
    func decide(_ own: [(Int, Double)], isMaximised: Bool = true) -> StageDecision {
      median.decision(
        trial: 9, epoch: 15, values: others + own.map { StageValue(trial: 9, epoch: $0, value: $1) },
        isMaximised: isMaximised)
    }
    #expect(decide([(15, 0.59)]) == .prune)
    #expect(decide([(15, 0.6)]) == .proceed)
    #expect(decide([(5, 0.65), (15, 0.1)]) == .proceed, "it was better once")
    #expect(decide([(15, 0.59)], isMaximised: false) == .proceed)
    #expect(decide([(15, 0.61)], isMaximised: false) == .prune)
  }

  @Test func `the median rule waits for enough others that have come as far`() {
    let values = [
      StageValue(trial: 1, epoch: 15, value: 1), StageValue(trial: 2, epoch: 5, value: 1),
      StageValue(trial: 3, epoch: 15, value: 0),
    ]
    #expect(median.decision(trial: 3, epoch: 15, values: values, isMaximised: true) == .proceed)
  }

  @Test func `a third of each rung goes on, and others once enough have come`() {
    var values = [0.5, 0.6].enumerated().map { StageValue(trial: $0 + 1, epoch: 10, value: $1) }
    #expect(halving.decision(trial: 2, epoch: 10, values: values, isMaximised: true) == .wait)
    #expect(halving.promotable(among: [1, 2], values: values, isMaximised: true).isEmpty)
    values.append(StageValue(trial: 3, epoch: 10, value: 0.4))
    #expect(halving.decision(trial: 3, epoch: 10, values: values, isMaximised: true) == .wait)
    #expect(halving.promotable(among: [1, 2, 3], values: values, isMaximised: true) == [2])
    #expect(halving.promotable(among: [1, 2, 3], values: values, isMaximised: false) == [3])
    #expect(halving.promotable(among: [1], values: values, isMaximised: true).isEmpty)
  }

  @Test func `who waits at a higher rung goes on first`() {
    let values =
      (1...3).map { StageValue(trial: $0, epoch: 30, value: Double($0)) }
      + (1...9).map { StageValue(trial: $0, epoch: 10, value: Double($0)) }
    #expect(
      halving.promotable(among: [3, 1, 9, 8], values: values.reversed(), isMaximised: true) == [3, 9, 8])
  }
}
