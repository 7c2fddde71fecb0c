public import Evaluation
import ExperimentSchema
import JSONText
import RunStore

/// What predictions are worth where several classes may be heard at once: class by class, each called heard above a
/// probability of one half.
///
/// Checked in `MultiLabelReportTests`.
public struct MultiLabelQuality: Hashable, Sendable {
  /// The classes' names, by label.
  public var classNames: [String]
  /// The clips that were judged.
  public var clipCount: Int
  /// The measures of each class, by label.
  public var measures: [LabelMeasures]
  /// The share of clips whose likeliest class is one that is heard, in 0...1.
  public var accuracy: Double

  /// The mean of F1 over the classes that are heard, in 0...1; nil where none is.
  public var macroF1: Double? { mean(of: measures.compactMap(\.counts.f1)) }
  /// The mean of the average precision over the classes that are heard, in 0...1; nil where none is.
  public var averagePrecision: Double? { mean(of: measures.compactMap(\.averagePrecision)) }

  /// A class is called heard where its probability is above it.
  private static let threshold: Float = 0.5

  /// What `scores` are worth, each the probabilities of a clip's classes and those that are heard in it; nil where there
  /// are none, or one does not fit the classes.
  init?(classNames: [String], scores: [(probabilities: [Float], heard: [Int])]) {
    let classCount = classNames.count
    guard !scores.isEmpty, classCount > 0,
      scores.allSatisfy({ score in
        score.probabilities.count == classCount && score.heard.allSatisfy((0..<classCount).contains)
      })
    else { return nil }
    let probabilities = scores.flatMap(\.probabilities)
    var targets = [Float](repeating: 0, count: probabilities.count)
    for (row, score) in scores.enumerated() {
      for label in score.heard { targets[row * classCount + label] = 1 }
    }
    self.classNames = classNames
    clipCount = scores.count
    measures = MultiLabelMeasures.byClass(
      scores: probabilities, targets: targets, classCount: classCount, threshold: Self.threshold)
    accuracy = MultiLabelMeasures.accuracy(
      scores: probabilities, targets: targets, classCount: classCount)
  }

  /// What the predictions on `page` are worth; nil where the store does not know what is heard in every clip.
  init?(of page: RunPage) {
    let predictions = page.predictions
    let scores = predictions.compactMap { prediction in
      page.detail.heard[prediction.clip].map { (prediction.probabilities, $0) }
    }
    guard scores.count == predictions.count else { return nil }
    self.init(classNames: page.detail.classNames, scores: scores)
  }

  /// What one prediction for each clip is worth; nil where it is not known of every clip what is heard in it.
  init?(_ predictions: [MeanPrediction], classNames: [String]) {
    let scores = predictions.compactMap { prediction in
      prediction.heard.map { (prediction.probabilities.map { Float($0) }, $0) }
    }
    guard scores.count == predictions.count else { return nil }
    self.init(classNames: classNames, scores: scores)
  }

  // MARK: Shown

  /// A row for each class.
  var classes: TextTable { classes { .init($0) } }

  /// A row for each class, its numbers in cells made by `cell`.
  func classes(_ cell: (String) -> TextTable.Cell) -> TextTable {
    var table = TextTable([
      .init("class"), .init("clips", .right), .init("called\nheard", .right), .init("precision %", .right),
      .init("recall %", .right), .init("F1 %", .right), .init("average\nprecision %", .right),
    ])
    for (name, measures) in zip(classNames, measures) {
      let counts = measures.counts
      let numbers = [
        "\(counts.heard)", "\(counts.called)", Figures.percent(counts.precision),
        Figures.percent(counts.recall), Figures.percent(counts.f1),
        Figures.percent(measures.averagePrecision),
      ]
      table.append([.init(name)] + numbers.map(cell))
    }
    return table
  }

  /// The measures as JSON.
  var json: JSONNode {
    .object([
      "clips": .integer(clipCount), "accuracy": .number(accuracy), "macroF1": .optional(macroF1),
      "averagePrecision": .optional(averagePrecision),
      "classes": .array(
        zip(classNames, measures).map { name, measures in
          .object([
            "name": .string(name), "heard": .integer(measures.counts.heard),
            "called": .integer(measures.counts.called),
            "precision": .optional(measures.counts.precision), "recall": .optional(measures.counts.recall),
            "f1": .optional(measures.counts.f1), "averagePrecision": .optional(measures.averagePrecision),
          ])
        }),
    ])
  }
}
