package import Evaluation

/// How well each class is recognised: F1 as a bar, precision and recall as marks on its line; the best class above.
///
/// Checked in `ClassBarChartTests`.
package struct ClassBarChart: Chart {
  package var title: String
  package var confusion: ConfusionMatrix
  /// The classes' names, by label.
  package var classNames: [String]

  /// - Precondition: A name for each class.
  package init(title: String, confusion: ConfusionMatrix, classNames: [String]) {
    precondition(confusion.classCount == classNames.count, "every class has a name")
    (self.title, self.confusion, self.classNames) = (title, confusion, classNames)
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
    classNames.indices.sorted { left, right in
      let (one, other) = (confusion.f1(of: left) ?? -1, confusion.f1(of: right) ?? -1)
      return one == other ? left < right : one > other
    }
  }

  package func drawings() -> [ChartPanel] {
    let rowHeight = 20.0
    let bottom = 30 + Double(classNames.count) * rowHeight
    let area = PlotArea(left: 120, right: 344, top: 26, bottom: bottom, x: 0...1, y: 0...1)
    let ticks = [0, 0.25, 0.5, 0.75, 1]
    var content: [MarkupElement] = [.label(title.truncated(toWidth: 48), x: 4, y: 15, "head")]
    content += ticks.map { tick in
      .stroke(from: (area.x.place(tick), area.top), to: (area.x.place(tick), area.bottom), "grid")
    }
    content += area.xAxis(ticks, unit: .percent, label: "%")
    for (row, label) in order.enumerated() {
      content.append(line(of: label, at: area.top + (Double(row) + 0.6) * rowHeight, in: area))
    }
    return [
      ChartPanel(
        title: title, description: description, width: ChartPanel.narrowWidth, height: bottom + 38,
        content: content)
    ]
  }

  private func line(of label: Int, at y: Double, in area: PlotArea) -> MarkupElement {
    let (f1, precision, recall) = (
      confusion.f1(of: label), confusion.precision(of: label), confusion.recall(of: label)
    )
    var elements: [MarkupElement] = [
      .box(x: 0, y: y - 10, width: ChartPanel.narrowWidth, height: 20, "strip"),
      .label(classNames[label].truncated(toWidth: 18), x: area.left - 8, y: y + 3.5, "name", anchor: .end),
    ]
    if let f1 {
      elements.append(
        .box(x: area.left, y: y - 5, width: area.x.place(f1) - area.left, height: 10, "bar s1"))
    }
    if let precision {
      elements.append(
        ChartSymbol.circle.drawing(x: area.x.place(precision), y: y, radius: 3.5, style: .s2))
    }
    if let recall {
      elements.append(ChartSymbol.diamond.drawing(x: area.x.place(recall), y: y, radius: 4.5, style: .s3))
    }
    let numbers = [("F1", f1), ("precision", precision), ("recall", recall)]
      .map { name, value in value.map { "\(name) \(Figures.percent($0)) %" } ?? "no \(name)" }
    return .group(
      "row",
      tip: "\(classNames[label]), \(confusion.exampleCount(of: label)) clips: "
        + numbers.joined(separator: ", "), elements)
  }

  private var description: String {
    let measured = order.filter { confusion.f1(of: $0) != nil }
    guard let best = measured.first, let worst = measured.last else { return "No class was measured." }
    return "Best \(classNames[best]), F1 \(Figures.percent(confusion.f1(of: best))) %; "
      + "worst \(classNames[worst]), F1 \(Figures.percent(confusion.f1(of: worst))) %."
  }
}
