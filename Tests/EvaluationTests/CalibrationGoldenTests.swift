import Evaluation
import TestSupport
import Testing

@Suite("Calibration and F1: numpy and scikit-learn", .tags(.golden))
struct CalibrationGoldenTests {
  let golden: GoldenStatistics

  init() throws { golden = try GoldenStatistics.load() }

  @Test func `expected calibration error`() throws {
    for point in golden.classification {
      let calibration = try #require(
        Calibration(
          probabilities: point.probabilities.joined().map { Float($0) },
          labels: point.actual.map { Int32($0) },
          classCount: point.classCount))
      #expect(agrees(calibration.expectedError, point.expectedCalibrationError))
      #expect(calibration.bins.count == 15)
      #expect(calibration.bins.reduce(0) { $0 + $1.count } == point.actual.count)
    }
    #expect(Calibration(probabilities: [], labels: [], classCount: 3) == nil)
  }

  @Test func `a confidence on an edge belongs to the bin below, and what is no probability to some bin`()
    throws
  {
    let calibration = try #require(
      Calibration(
        probabilities: [0.5, 0.5, 1.0000001, 0, .nan, .nan], labels: [0, 0, 1], classCount: 2, binCount: 2))
    #expect(calibration.bins.map(\.count) == [2, 1])
  }

  @Test func `precision, recall, F1 and macro F1`() throws {
    for point in golden.classification {
      let matrix = ConfusionMatrix(
        actual: point.actual, predicted: point.predicted, classCount: point.classCount)
      for label in 0..<point.classCount {
        #expect(agrees(matrix.precision(of: label) ?? 0, point.precision[label]))
        #expect(agrees(matrix.recall(of: label) ?? 0, point.recall[label]))
        #expect(agrees(matrix.f1(of: label) ?? 0, point.f1[label]))
      }
      #expect(agrees(try #require(matrix.macroF1), point.macroF1))
    }
    #expect(ConfusionMatrix(classCount: 2).macroF1 == nil)
  }
}
