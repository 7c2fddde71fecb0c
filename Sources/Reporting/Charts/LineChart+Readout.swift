/// The values at a place, shown when it is pointed at.
extension LineChart {
  /// Places that a panel reads out, at most.
  private static let greatestReadoutCount = 32

  /// Upright strips that cover the area, each with a line and the values at the x nearest to its middle.
  func readouts(of drawn: [DrawnSeries]) -> [MarkupElement] {
    let area = area
    let xs = Set(drawn.flatMap { $0.vertices.map { $0.x.rounded() } }).sorted()
    let count = min(xs.count, Self.greatestReadoutCount)
    if count < 2 { return [] }
    let shown = (0..<count).map { xs[$0 * (xs.count - 1) / (count - 1)] }
    let places = shown.map(area.x.place)
    let strips = places.indices.map { index in
      let start = index == 0 ? area.left : (places[index - 1] + places[index]) / 2
      let end = index == count - 1 ? area.right : (places[index] + places[index + 1]) / 2
      let values = drawn.compactMap { series -> MarkupElement? in
        guard let vertex = series.vertices.nearest(to: shown[index]) else { return nil }
        return MarkupElement(
          "tspan", ["class": ChartStyle.series(series.index).rawValue],
          text: "\u{2002}" + unit.reading(vertex.y))
      }
      let text = MarkupElement(
        "text", ["x": coordinate(area.right), "y": "15"],
        content: [.text("\(xLabel) \(AxisUnit.plain.tick(shown[index]))")] + values.map { .element($0) })
      return MarkupElement(
        "g",
        [
          .box(x: start, y: area.top, width: end - start, height: area.bottom - area.top, "strip"),
          .stroke(from: (places[index], area.top), to: (places[index], area.bottom), "cross"), text,
        ])
    }
    return [MarkupElement("g", ["class": "readouts"], strips)]
  }
}

extension [LineChart.Vertex] {
  /// The vertex whose x is nearest to `x`; vertices are in order of x.
  fileprivate func nearest(to x: Double) -> LineChart.Vertex? {
    var (lower, upper) = (0, count)
    while lower < upper {
      let middle = (lower + upper) / 2
      if self[middle].x < x { lower = middle + 1 } else { upper = middle }
    }
    let neighbours = [lower - 1, lower].filter(indices.contains)
    return neighbours.min { abs(self[$0].x - x) < abs(self[$1].x - x) }.map { self[$0] }
  }
}
