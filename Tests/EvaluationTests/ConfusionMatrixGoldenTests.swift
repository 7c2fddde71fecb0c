import Evaluation
import TestSupport
import Testing

@Suite("Confusion matrix", .tags(.golden))
struct ConfusionMatrixGoldenTests {
  @Test func `agree with numpy`() throws {
    let golden = try GoldenStatistics.load().classification
    #expect(golden.count == 3)
    for sample in golden {
      let matrix = ConfusionMatrix(
        actual: sample.actual, predicted: sample.predicted, classCount: sample.classCount)
      for actual in 0..<sample.classCount {
        for predicted in 0..<sample.classCount {
          #expect(matrix[actual, predicted] == sample.confusion[actual][predicted])
        }
      }
      #expect(matrix.accuracy == sample.accuracy)
    }
  }

  @Test func `recall looks along the actual class, precision along the predicted one`() {
    let matrix = ConfusionMatrix(actual: [0, 0, 0, 1], predicted: [0, 1, 1, 1], classCount: 3)
    #expect(matrix[0, 1] == 2 && matrix[1, 0] == 0)
    #expect(matrix.recall(of: 0) == 1.0 / 3.0 && matrix.precision(of: 0) == 1)
    #expect(matrix.recall(of: 1) == 1 && matrix.precision(of: 1) == 1.0 / 3.0)
    #expect(matrix.recall(of: 2) == nil && matrix.precision(of: 2) == nil)
  }

  @Test func `nothing is known without examples`() {
    #expect(ConfusionMatrix(classCount: 2).accuracy == nil)
  }

  @Test func `a label that is no class stops the program`() async {
    await #expect(processExitsWith: .failure) {
      _ = ConfusionMatrix(actual: [2], predicted: [0], classCount: 2)
    }
  }
}
