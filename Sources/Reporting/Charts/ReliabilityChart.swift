package import Evaluation

/// How far a model's confidence is to be believed: accuracy above confidence, and below it how many clips each bin
/// holds.
///
/// On the diagonal, confidence is right; a bar below it is over-confident. Checked in `ReliabilityChartTests`.
package struct ReliabilityChart: Chart {
  package var title: String
  package var calibration: Calibration

  package init(title: String, calibration: Calibration) {
    (self.title, self.calibration) = (title, calibration)
  }

  package var key: [ChartKey] {
    [
      ChartKey(label: "accuracy", sample: .symbol(.square, style: .s1)),
      ChartKey(label: "mean confidence", sample: .symbol(.diamond, style: .s2)),
    ]
  }

  package func drawings() -> [ChartPanel] {
    let area = PlotArea(left: 40, right: 340, top: 28, bottom: 208, x: 0...1, y: 0...1)
    let greatest = calibration.bins.map(\.count).max() ?? 0
    let counts = AxisScale(0...Double(max(greatest, 1)), to: (300, 244))
    let ticks = [0, 0.25, 0.5, 0.75, 1]
    var content: [MarkupElement] = [.label(title.truncated(toWidth: 48), x: area.left, y: 15, "head")]
    content += area.yAxis(ticks, unit: .percent)
    content += area.xAxis([], unit: .percent, label: "")
    content.append(.stroke(from: (area.left, area.bottom), to: (area.right, area.top), "reference"))
    content += calibration.bins.filter { $0.count > 0 }.map { bar($0, in: area, counts: counts) }
    content.append(.label("clips by confidence, at most \(greatest)", x: area.left, y: 234, "tick"))
    let below = PlotArea(left: 40, right: 340, top: 244, bottom: 300, x: 0...1, y: 0...1)
    content += below.xAxis(ticks, unit: .percent, label: "confidence in %")
    return [
      ChartPanel(
        title: title, description: description, width: ChartPanel.narrowWidth, height: 338,
        content: content)
    ]
  }

  private func bar(_ bin: Calibration.Bin, in area: PlotArea, counts: AxisScale) -> MarkupElement {
    let (start, end) = (area.x.place(bin.lower) + 1, area.x.place(bin.upper) - 1)
    let (accuracy, confidence) = (bin.accuracy ?? 0, bin.confidence ?? 0)
    let (top, below) = (area.y.place(accuracy), counts.place(Double(bin.count)))
    return .group(
      "row",
      tip: "confidence \(AxisUnit.percent.tick(bin.lower))..\(AxisUnit.percent.tick(bin.upper)) %: "
        + "\(bin.count) clips, mean confidence \(Figures.percent(confidence)) %, accuracy "
        + "\(Figures.percent(accuracy)) %",
      [
        .box(x: start, y: area.top, width: end - start, height: 300 - area.top, "strip"),
        .box(x: start, y: top, width: end - start, height: area.bottom - top, "bar s1"),
        .box(x: start, y: below, width: end - start, height: 300 - below, "bar neutral"),
        ChartSymbol.diamond.drawing(
          x: (start + end) / 2, y: area.y.place(confidence), radius: 4, style: .s2),
      ])
  }

  private var description: String {
    let clips = calibration.bins.reduce(0) { $0 + $1.count }
    return "Expected calibration error \(Figures.percent(calibration.expectedError)) % over \(clips) clips."
  }
}
