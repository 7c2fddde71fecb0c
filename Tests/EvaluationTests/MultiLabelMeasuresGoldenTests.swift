import Evaluation
import Foundation
import TestSupport
import Testing

@Suite("Several classes at once: scikit-learn", .tags(.golden))
struct MultiLabelMeasuresGoldenTests {
  private struct Golden: Decodable {
    struct Case: Decodable {
      let classCount: Int
      let threshold: Float
      let scores, targets: [Float]
      let accuracy, macroF1, averagePrecision: Double
      let byClass: [Label]
    }

    struct Label: Decodable {
      let precision, recall, f1, averagePrecision: Double?
    }

    let versions: [String: String]
    let cases: [Case]
  }

  private let golden: Golden

  init() throws {
    let file = try #require(Bundle.module.url(forResource: "Golden/multi_label", withExtension: "json"))
    golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
  }

  @Test func `the golden file names the versions it was made with`() {
    #expect(golden.versions["scikit-learn"] != nil && golden.cases.count == 5)
  }

  @Test func `accuracy, F1 and average precision agree, ties and silent classes among them`() {
    for sample in golden.cases {
      let count = sample.classCount
      let (scores, targets) = (sample.scores, sample.targets)
      #expect(
        abs(
          MultiLabelMeasures.accuracy(scores: scores, targets: targets, classCount: count) - sample.accuracy)
          < 1e-12)
      let f1 = MultiLabelMeasures.macroF1(
        scores: scores, targets: targets, classCount: count, threshold: sample.threshold)
      #expect(abs(f1 - sample.macroF1) < 1e-12)
      let precision = MultiLabelMeasures.meanAveragePrecision(
        scores: scores, targets: targets, classCount: count)
      #expect(abs(precision - sample.averagePrecision) < 1e-12)
    }
  }

  @Test func `each class agrees, one that is never heard has only what can be told`() throws {
    func agree(_ found: Double?, _ expected: Double?) -> Bool {
      guard let found, let expected else { return found == nil && expected == nil }
      return abs(found - expected) < 1e-12
    }
    for sample in golden.cases {
      let found = MultiLabelMeasures.byClass(
        scores: sample.scores, targets: sample.targets, classCount: sample.classCount,
        threshold: sample.threshold)
      #expect(found.count == sample.byClass.count)
      for (measures, expected) in zip(found, sample.byClass) {
        #expect(agree(measures.counts.precision, expected.precision))
        #expect(agree(measures.counts.recall, expected.recall))
        #expect(agree(measures.counts.f1, expected.f1))
        #expect(agree(measures.averagePrecision, expected.averagePrecision))
      }
    }
    #expect(golden.cases.flatMap(\.byClass).contains { $0.f1 == nil })
  }

  /// By hand: of class 0 the ranks are hit, miss, hit: 1/2 · 1 + 1/2 · 2/3; class 1 is heard once, and ranked first.
  @Test func `three examples by hand`() {
    let scores: [Float] = [3, -1, 2, -2, 1, 4]
    let targets: [Float] = [1, 0, 0, 0, 1, 1]
    #expect(MultiLabelMeasures.accuracy(scores: scores, targets: targets, classCount: 2) == 2.0 / 3)
    let precision = MultiLabelMeasures.meanAveragePrecision(scores: scores, targets: targets, classCount: 2)
    #expect(abs(precision - (5.0 / 6 + 1) / 2) < 1e-15)
    // Class 0 is called three times and heard twice: 4 / 5; class 1 once, rightly.
    let f1 = MultiLabelMeasures.macroF1(scores: scores, targets: targets, classCount: 2, threshold: 0)
    #expect(abs(f1 - 0.9) < 1e-15)
  }

  @Test func `where nothing is heard nothing is right`() {
    #expect(MultiLabelMeasures.macroF1(scores: [1, 2], targets: [0, 0], classCount: 2, threshold: 0) == 0)
    #expect(MultiLabelMeasures.meanAveragePrecision(scores: [1, 2], targets: [0, 0], classCount: 2) == 0)
  }

  @Test func `scores that do not fit the targets stop the program`() async {
    await #expect(processExitsWith: .failure) {
      _ = MultiLabelMeasures.accuracy(scores: [1, 2], targets: [0], classCount: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = MultiLabelMeasures.macroF1(scores: [], targets: [], classCount: 2, threshold: 0)
    }
  }
}
