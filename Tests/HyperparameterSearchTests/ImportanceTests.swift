import ExperimentSchema
import HyperparameterSearch
import Testing
import TestSupport

@Suite("PED-ANOVA: golden values")
struct PEDANOVAGoldenTests {
  @Test("importances are those of Optuna's evaluator", .tags(.golden))
  func importances() throws {
    for golden in try GoldenSearch.load().importances {
      let trials = try zip(golden.points, golden.values).enumerated().map { index, measured in
        SearchTrial(
          number: index + 1,
          assignment: try zip(measured.0, GoldenSearch.space).map { try $0.value(in: $1.domain) },
          state: .finished([measured.1]))
      }
      let found = try #require(
        PEDANOVA.importances(
          of: GoldenSearch.space, trials: trials.reversed(), isMaximised: golden.isMaximised))
      for (index, expected) in golden.importances.enumerated() {
        #expect(abs(found[index] - expected) < 1e-9, "\(GoldenSearch.space[index].keyPath)")
      }
    }
  }
}

@Suite("PED-ANOVA")
struct PEDANOVATests {
  private let space = [
    Hyperparameter(keyPath: "a", domain: .uniform(0...1)), Hyperparameter(keyPath: "b", choices: ["x", "y"]),
  ]

  private func trial(_ number: Int, _ a: Double, _ b: Int, _ value: Double) -> SearchTrial {
    SearchTrial(number: number, assignment: [.number(a), .choice(b)], state: .finished([0, value]))
  }

  @Test func `what decides has all the importance`() throws {
    let trials = (1...100).map { trial($0, Double($0) / 100, $0 % 2, Double($0)) }
    let found = try #require(
      PEDANOVA.importances(of: space, trials: trials, objective: 1, isMaximised: true))
    #expect(abs(found.reduce(0, +) - 1) < 1e-12 && found[0] > 0.95)
  }

  @Test func `too few trials and equal ones decide nothing`() {
    #expect(
      PEDANOVA.importances(of: space, trials: [trial(1, 0, 0, 1)], objective: 1, isMaximised: true) == nil)
    let equal = (1...9).map { trial($0, 0.5, 0, 1) }
    #expect(PEDANOVA.importances(of: space, trials: equal, objective: 1, isMaximised: true) == nil)
    let pending = (1...9).map {
      SearchTrial(number: $0, assignment: [.number(0), .choice(0)], state: .failed)
    }
    #expect(PEDANOVA.importances(of: space, trials: pending, isMaximised: true) == nil)
  }
}
