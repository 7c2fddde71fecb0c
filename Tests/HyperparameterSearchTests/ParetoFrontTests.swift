import ExperimentSchema
import HyperparameterSearch
import SeededRandom
import Testing
import TestSupport

@Suite("Pareto front")
struct ParetoFrontTests {
  @Test("ranks are those of Optuna", .tags(.golden))
  func goldenRanks() throws {
    for golden in try GoldenSearch.load().fronts {
      #expect(ParetoFront.ranks(of: golden.points, areMaximised: golden.areMaximised) == golden.ranks)
    }
  }

  @Test("the best part of a history is the one that Optuna takes", .tags(.golden))
  func goldenParts() throws {
    for golden in try GoldenSearch.load().fronts {
      #expect(
        ParetoFront.best(golden.bestCount, of: golden.points, areMaximised: golden.areMaximised).sorted()
          == golden.best)
    }
  }

  @Test("nothing on the front is dominated, and everything else is", .tags(.property), arguments: 0..<50)
  func definition(seed: Int) {
    var random = RandomStream(seed: UInt64(seed), purpose: .search)
    // Few different values: many are equal.
    let points = (0..<40).map { _ in [Double(random.integer(below: 6)), Double(random.integer(below: 6))] }
    let front = ParetoFront.indices(of: points, areMaximised: [true, false])
    for index in points.indices {
      let isDominated = points.contains { other in
        other[0] >= points[index][0] && other[1] <= points[index][1] && other != points[index]
      }
      #expect(front.contains(index) != isDominated, "\(points[index])")
    }
  }

  @Test func `of one objective the front is the best, all of them`() {
    #expect(ParetoFront.indices(of: [[1], [3], [2], [3]], areMaximised: [true]) == [1, 3])
    #expect(ParetoFront.ranks(of: [[1], [3], [2], [3]], areMaximised: [false]) == [0, 2, 1, 2])
    #expect(ParetoFront.indices(of: [], areMaximised: [false, false]).isEmpty)
  }
}
