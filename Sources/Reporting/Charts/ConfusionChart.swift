package import Evaluation

/// Which classes were taken for which: a heat map with counts, a row for each actual class, a column for each that it
/// was taken for.
///
/// A cell's depth is its share of the row, so that classes of different size compare. Cells without clips are left
/// blank. Checked in `ConfusionChartTests`.
package struct ConfusionChart: Chart {
  /// The matrix of one model, or of several whose probabilities were averaged.
  package struct Panel: Hashable, Sendable {
    package var title: String
    package var confusion: ConfusionMatrix

    package init(title: String, confusion: ConfusionMatrix) {
      (self.title, self.confusion) = (title, confusion)
    }
  }

  package var matrices: [Panel]
  /// The classes' names, by label.
  package var classNames: [String]

  /// - Precondition: A name for each class of every matrix.
  package init(matrices: [Panel], classNames: [String]) {
    precondition(
      matrices.allSatisfy { $0.confusion.classCount == classNames.count }, "every class has a name")
    (self.matrices, self.classNames) = (matrices, classNames)
  }

  package var key: [ChartKey] { [] }

  package func drawings() -> [ChartPanel] { matrices.map(panel) }

  /// The side of a cell: fewer classes have more room.
  private var side: Double { classNames.count <= 12 ? 23 : classNames.count <= 32 ? 18 : 15 }
  private let left = 112.0
  private let top = 104.0

  private func panel(_ matrix: Panel) -> ChartPanel {
    let count = Double(classNames.count)
    let (right, bottom) = (left + count * side, top + count * side)
    var content: [MarkupElement] = [
      .label(matrix.title.truncated(toWidth: 30), x: 4, y: 15, "head"),
      .box(x: left, y: top, width: count * side, height: count * side, "frame"),
      .label("actual", x: left - 6, y: top - 6, "tick", anchor: .end),
    ]
    for (label, name) in classNames.enumerated() {
      let middle = (Double(label) + 0.5) * side
      let (x, y) = (left + middle + 3.5, top - 6)
      content.append(
        .label(name.truncated(toWidth: 16), x: left - 6, y: top + middle + 3.5, "name", anchor: .end))
      content.append(
        .label(name.truncated(toWidth: 15), x: x, y: y, "name")
          .with("transform", "rotate(-60 \(coordinate(x)) \(coordinate(y)))"))
    }
    for actual in classNames.indices {
      let total = matrix.confusion.exampleCount(of: actual)
      for predicted in classNames.indices where matrix.confusion[actual, predicted] > 0 {
        content.append(cell(matrix.confusion[actual, predicted], of: total, actual, predicted))
      }
    }
    return ChartPanel(
      title: matrix.title, description: description(of: matrix.confusion),
      width: max(right + (classNames.count > 12 ? 44 : 18), ChartPanel.narrowWidth), height: bottom + 6,
      content: content)
  }

  private func cell(_ clips: Int, of total: Int, _ actual: Int, _ predicted: Int) -> MarkupElement {
    let (x, y) = (left + Double(predicted) * side, top + Double(actual) * side)
    let depth = max(1, min(9, (9 * clips + total / 2) / total))
    let taken = actual == predicted ? "recognised" : "taken for \(classNames[predicted])"
    return .group(
      "cell h\(depth)", tip: "\(classNames[actual]) \(taken): \(clips) of \(total) clips",
      [
        MarkupElement(
          "rect",
          [
            "x": coordinate(x), "y": coordinate(y), "width": coordinate(side), "height": coordinate(side),
          ]),
        .label("\(clips)", x: x + side / 2, y: y + side / 2 + 3.5),
      ])
  }

  private func description(of confusion: ConfusionMatrix) -> String {
    let mistakes = classNames.indices.flatMap { actual in
      classNames.indices.filter { $0 != actual && confusion[actual, $0] > 0 }
        .map { (clips: confusion[actual, $0], actual: actual, predicted: $0) }
    }
    let right = "\(Figures.percent(confusion.accuracy)) % of \(confusion.exampleCount) clips are right"
    guard let worst = mistakes.max(by: { ($0.clips, -$0.actual) < ($1.clips, -$1.actual) }) else {
      return right + "."
    }
    return right + "; most often confused: \(classNames[worst.actual]) taken for "
      + "\(classNames[worst.predicted]), \(worst.clips) clips."
  }
}
