import Evaluation
import Foundation
import TestSupport
import Testing

@Suite("Probabilities against labels", .tags(.golden))
struct ProbabilityMeasuresGoldenTests {
  @Test func `the Brier score agrees with numpy`() throws {
    for sample in try GoldenStatistics.load().classification {
      let brier = ProbabilityMeasures.brierScore(
        probabilities: sample.probabilities.joined().map { Float($0) },
        labels: sample.actual.map { Int32($0) }, classCount: sample.classCount)
      #expect(agrees(brier, sample.brier))
    }
  }

  @Test func `accuracy agrees with numpy`() throws {
    for sample in try GoldenStatistics.load().classification {
      let accuracy = ProbabilityMeasures.accuracy(
        probabilities: sample.predicted.flatMap { predicted in
          (0..<sample.classCount).map { $0 == predicted ? 0.75 : 0.125 }
        },
        labels: sample.actual.map { Int32($0) }, classCount: sample.classCount)
      #expect(accuracy == sample.accuracy)
    }
  }

  @Test func `on a tie the lowest class is taken`() {
    let tied: [Float] = [0.25, 0.375, 0.375]
    #expect(ProbabilityMeasures.accuracy(probabilities: tied, labels: [1], classCount: 3) == 1)
    #expect(ProbabilityMeasures.accuracy(probabilities: tied, labels: [2], classCount: 3) == 0)
  }

  /// By hand: rows (0.5, 0.25, 0.25) of label 0 and (0, 1, 0) of label 2.
  @Test func `two examples by hand`() {
    let probabilities: [Float] = [0.5, 0.25, 0.25, 0, 1, 0]
    let labels: [Int32] = [0, 2]
    // (0.25 + 0.0625 + 0.0625 + 0 + 1 + 1) / 2
    #expect(
      ProbabilityMeasures.brierScore(probabilities: probabilities, labels: labels, classCount: 3) == 1.1875)
    #expect(
      abs(
        ProbabilityMeasures.meanSquaredError(probabilities: probabilities, labels: labels, classCount: 3)
          - 1.1875 / 3) < 1e-15)
    // A probability of e^-500 is no Float; its logarithm is.
    #expect(
      ProbabilityMeasures.crossEntropy(
        logProbabilities: [-0.75, -1.5, -1.5, -600, 0, -500], labels: labels, classCount: 3) == 250.375)
    #expect(ProbabilityMeasures.accuracy(probabilities: probabilities, labels: labels, classCount: 3) == 0.5)
  }

  @Test func `no examples, too few probabilities and a label that is no class stop the program`() async {
    await #expect(processExitsWith: .failure) {
      _ = ProbabilityMeasures.brierScore(probabilities: [], labels: [], classCount: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = ProbabilityMeasures.accuracy(probabilities: [1, 0], labels: [0, 0], classCount: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = ProbabilityMeasures.crossEntropy(logProbabilities: [0, -9], labels: [2], classCount: 2)
    }
  }
}
