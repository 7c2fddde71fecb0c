package import Evaluation

/// How well each class is recognised: F1 as a bar, precision and recall as marks on its line; the best class above.
///
/// Checked in `ClassBarChartTests`.
package struct ClassBarChart: Chart {
  package var title: String
  /// The classes, by label.
  package var classes: [Row]

  /// How well one class is recognised; a measure that there is nothing to tell of is nil.
  package struct Row: Hashable, Sendable {
    package var name: String
    package var clipCount: Int
    package var f1: Double?
    package var precision: Double?
    package var recall: Double?
  }

  /// - Precondition: A name for each class.
  package init(title: String, confusion: ConfusionMatrix, classNames: [String]) {
    precondition(confusion.classCount == classNames.count, "every class has a name")
    self.title = title
    classes = classNames.enumerated().map { label, name in
      Row(
        name: name, clipCount: confusion.exampleCount(of: label), f1: confusion.f1(of: label),
        precision: confusion.precision(of: label), recall: confusion.recall(of: label))
    }
  }

  /// The chart of classes of which several may be heard at once.
  init(title: String, quality: MultiLabelQuality) {
    self.title = title
    classes = zip(quality.classNames, quality.measures).map { name, measures in
      let counts = measures.counts
      return Row(
        name: name, clipCount: counts.heard, f1: counts.f1, precision: counts.precision, recall: counts.recall
      )
    }
  }

  package var key: [ChartKey] {
    [
      ChartKey(label: "F1", sample: .symbol(.square, style: .s1)),
      ChartKey(label: "precision", sample: .symbol(.circle, style: .s2)),
      ChartKey(label: "recall", sample: .symbol(.diamond, style: .s3)),
    ]
  }

  /// The labels in the order drawn: by F1, those that have none last.
  package var order: [Int] {
    classes.indices.sorted { left, right in
      let (one, other) = (classes[left].f1 ?? -1, classes[right].f1 ?? -1)
      return one == other ? left < right : one > other
    }
  }

  package func drawings() -> [ChartPanel] {
    let rowHeight = 20.0
    let bottom = 30 + Double(classes.count) * rowHeight
    let area = PlotArea(left: 120, right: 344, top: 26, bottom: bottom, x: 0...1, y: 0...1)
    let ticks = [0, 0.25, 0.5, 0.75, 1]
    var content: [MarkupElement] = [.label(title.printable.truncated(toWidth: 48), x: 4, y: 15, "head")]
    content += ticks.map { tick in
      .stroke(from: (area.x.place(tick), area.top), to: (area.x.place(tick), area.bottom), "grid")
    }
    content += area.xAxis(ticks, unit: .percent, label: "%")
    for (row, label) in order.enumerated() {
      content.append(line(of: classes[label], at: area.top + (Double(row) + 0.6) * rowHeight, in: area))
    }
    return [
      ChartPanel(
        title: title, description: description, width: ChartPanel.narrowWidth, height: bottom + 38,
        content: content)
    ]
  }

  private func line(of row: Row, at y: Double, in area: PlotArea) -> MarkupElement {
    var elements: [MarkupElement] = [
      .box(x: 0, y: y - 10, width: ChartPanel.narrowWidth, height: 20, "strip"),
      .label(
        row.name.printable.truncated(toWidth: 18), x: area.left - 8, y: y + 3.5, "name", anchor: .end
      ),
    ]
    if let f1 = row.f1 {
      elements.append(
        .box(x: area.left, y: y - 5, width: area.x.place(f1) - area.left, height: 10, "bar s1"))
    }
    if let precision = row.precision {
      elements.append(
        ChartSymbol.circle.drawing(x: area.x.place(precision), y: y, radius: 3.5, style: .s2))
    }
    if let recall = row.recall {
      elements.append(ChartSymbol.diamond.drawing(x: area.x.place(recall), y: y, radius: 4.5, style: .s3))
    }
    let numbers = [("F1", row.f1), ("precision", row.precision), ("recall", row.recall)]
      .map { name, value in value.map { "\(name) \(Figures.percent($0)) %" } ?? "no \(name)" }
    return .group(
      "row",
      tip: "\(row.name), \(row.clipCount) clips: "
        + numbers.joined(separator: ", "), elements)
  }

  private var description: String {
    let measured = order.map { classes[$0] }.filter { $0.f1 != nil }
    guard let best = measured.first, let worst = measured.last else { return "No class was measured." }
    return "Best \(best.name), F1 \(Figures.percent(best.f1)) %; "
      + "worst \(worst.name), F1 \(Figures.percent(worst.f1)) %."
  }
}
