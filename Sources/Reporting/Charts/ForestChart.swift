package import Evaluation

/// Estimates with their intervals on a common axis, beside what they are held against: a line for each.
///
/// Checked in `ForestChartTests`.
package struct ForestChart: Chart {
  /// What an estimate is held against.
  package struct Reference: Hashable, Sendable {
    /// What is claimed.
    package var value: Double
    /// What counts as that.
    package var range: ClosedRange<Double>

    package init(value: Double, range: ClosedRange<Double>) { (self.value, self.range) = (value, range) }
  }

  /// An estimate.
  package struct Row: Hashable, Sendable {
    package var label: String
    /// Nil where nothing was measured, or nothing finite.
    package var estimate: Double?
    /// Nil where there are too few values for one.
    package var interval: ConfidenceInterval?
    /// What is claimed of it; nil where nothing is.
    package var reference: Reference?
    package var style: ChartStyle

    package init(
      label: String, estimate: Double?, interval: ConfidenceInterval?,
      reference: Reference? = nil, style: ChartStyle = .s1
    ) {
      (self.label, self.interval) = (label, interval)
      self.estimate = estimate?.isFinite == true ? estimate : nil
      (self.reference, self.style) = (reference, style)
    }
  }

  /// Rows on an axis of their own.
  package struct Panel: Hashable, Sendable {
    package var title: String
    /// What is estimated, where the title does not say so.
    package var subtitle: String
    package var unit: AxisUnit
    package var rows: [Row]

    package init(title: String, subtitle: String = "", unit: AxisUnit, rows: [Row]) {
      (self.title, self.subtitle, self.unit, self.rows) = (title, subtitle, unit, rows)
    }
  }

  package var forests: [Panel]
  /// A value that every row is held against, such as no difference; nil where there is none.
  package var referenceValue: Double?
  package var key: [ChartKey]

  package init(forests: [Panel], referenceValue: Double? = nil, key: [ChartKey] = []) {
    (self.forests, self.referenceValue, self.key) = (forests, referenceValue, key)
  }

  package func drawings() -> [ChartPanel] {
    forests.filter { !$0.rows.isEmpty }.map { forest in
      let area = area(of: forest)
      let ticks = area.x.ticks(atMost: 8)
      var content: [MarkupElement] = [
        .label(forest.title.truncated(toWidth: 48), x: area.left, y: 15, "head")
      ]
      content += ticks.map { tick in
        .stroke(from: (area.x.place(tick), area.top), to: (area.x.place(tick), area.bottom), "grid")
      }
      if let referenceValue {
        let place = area.x.place(referenceValue)
        content.append(.stroke(from: (place, area.top), to: (place, area.bottom), "reference"))
      }
      for (index, row) in forest.rows.enumerated() {
        content.append(line(of: row, in: forest.unit, at: area.top + Double(index) * Self.rowHeight, area))
      }
      if !forest.subtitle.isEmpty {
        content.append(.label(forest.subtitle.truncated(toWidth: 60), x: area.left, y: 30, "tick"))
      }
      content += area.xAxis(ticks, unit: forest.unit, label: forest.unit.name)
      return ChartPanel(
        title: forest.title, description: description(of: forest), width: ChartPanel.narrowWidth,
        height: area.bottom + 38, content: content)
    }
  }

  private static let rowHeight = 38.0

  /// The area of `forest`, wide enough for all that is drawn in it.
  func area(of forest: Panel) -> PlotArea {
    let values =
      forest.rows.flatMap { row in
        [
          row.estimate, row.interval?.lower, row.interval?.upper, row.reference?.range.lowerBound,
          row.reference?.range.upperBound,
        ].compactMap { $0 }
      } + [referenceValue].compactMap { $0 }
    let finite = values.filter(\.isFinite)
    let (least, greatest) = (finite.min() ?? 0, finite.max() ?? 1)
    let margin = (greatest / 2 - least / 2) * 0.1
    let top = forest.subtitle.isEmpty ? 26.0 : 40
    return PlotArea(
      left: 12, right: 348, top: top, bottom: top + 4 + Double(forest.rows.count) * Self.rowHeight,
      x: (least - margin)...(greatest + margin), y: 0...1)
  }

  /// The label and the numbers above, the estimate below them.
  private func line(
    of row: Row, in unit: AxisUnit, at top: Double, _ area: PlotArea
  ) -> MarkupElement {
    let y = top + 27
    var elements: [MarkupElement] = [
      .box(x: 0, y: top, width: ChartPanel.narrowWidth, height: Self.rowHeight, "strip")
    ]
    if let reference = row.reference {
      let (start, end) = (area.x.place(reference.range.lowerBound), area.x.place(reference.range.upperBound))
      elements.append(.box(x: start, y: y - 7, width: max(end - start, 2), height: 14, "claimed"))
      let claimed = area.x.place(reference.value)
      elements.append(.stroke(from: (claimed, y - 7), to: (claimed, y + 7), "claimedValue"))
    }
    if let interval = row.interval {
      let (start, end) = (area.x.place(interval.lower), area.x.place(interval.upper))
      var path = PathData()
      path.polyline([(start, y), (end, y)])
      for place in [start, end] {
        path.move(place, y - 4)
        path.line(place, y + 4)
      }
      elements.append(MarkupElement("path", ["class": "whisker \(row.style.rawValue)", "d": path.text]))
    }
    if let estimate = row.estimate {
      let symbol: ChartSymbol = row.interval == nil ? .ring : .circle
      elements.append(symbol.drawing(x: area.x.place(estimate), y: y, radius: 4.5, style: row.style))
    }
    elements.append(.label(row.label.truncated(toWidth: 30), x: area.left, y: top + 13, "name"))
    elements.append(.label(numbers(of: row, in: unit), x: area.right, y: top + 13, "value", anchor: .end))
    return .group("row", tip: tip(of: row, in: unit), elements)
  }

  private func numbers(of row: Row, in unit: AxisUnit) -> String {
    guard let estimate = row.estimate else { return "not measured" }
    let interval = row.interval.map { " [\(unit.exact($0.lower)), \(unit.exact($0.upper))]" }
    return unit.exact(estimate) + (interval ?? "")
  }

  private func tip(of row: Row, in unit: AxisUnit) -> String {
    let claimed = row.reference.map { "; claimed \(unit.exact($0.value))" }
    return "\(row.label): \(numbers(of: row, in: unit))" + (claimed ?? "")
  }

  private func description(of forest: Panel) -> String {
    forest.rows.map { tip(of: $0, in: forest.unit) }.joined(separator: ". ") + "."
  }
}
