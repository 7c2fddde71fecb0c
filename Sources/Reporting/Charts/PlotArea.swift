/// The rectangle that values are drawn in, with its axes.
struct PlotArea {
  /// The edges, in the panel's units.
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  let x: AxisScale
  let y: AxisScale

  /// The area between these edges, holding values in `xDomain` and `yDomain`.
  init(
    left: Double, right: Double, top: Double, bottom: Double, x xDomain: ClosedRange<Double>,
    y yDomain: ClosedRange<Double>
  ) {
    (self.left, self.right, self.top, self.bottom) = (left, right, top, bottom)
    x = AxisScale(xDomain, to: (left, right))
    y = AxisScale(yDomain, to: (bottom, top))
  }

  /// Lines across at the ticks of `y` with their labels.
  func yAxis(_ ticks: [Double], unit: AxisUnit) -> [MarkupElement] {
    ticks.flatMap { tick -> [MarkupElement] in
      let place = y.place(tick)
      return [
        .stroke(from: (left, place), to: (right, place), "grid"),
        .label(unit.tick(tick), x: left - 6, y: place + 3.5, "tick", anchor: .end),
      ]
    }
  }

  /// The axis below: its line, short strokes at the ticks with their labels, and what it shows.
  func xAxis(_ ticks: [Double], unit: AxisUnit, label: String) -> [MarkupElement] {
    var elements: [MarkupElement] = [.stroke(from: (left, bottom), to: (right, bottom), "axis")]
    for tick in ticks {
      let place = x.place(tick)
      elements.append(.stroke(from: (place, bottom), to: (place, bottom + 4), "axis"))
      elements.append(.label(unit.tick(tick), x: place, y: bottom + 16, "tick", anchor: .middle))
    }
    if !label.isEmpty {
      elements.append(.label(label, x: (left + right) / 2, y: bottom + 31, "tick", anchor: .middle))
    }
    return elements
  }
}
