/// Curves over epochs or trials, each a mean with the band that it varies in: small multiples on common axes.
///
/// Pointing at a place of a panel reads out the values there, without a script. Checked in `LineChartTests`.
package struct LineChart: Chart {
  /// A point of a curve.
  package struct Vertex: Hashable, Sendable {
    package var x: Double
    package var y: Double
    /// What the value varies in; nil where it stands alone.
    package var band: ClosedRange<Double>?

    package init(x: Double, y: Double, band: ClosedRange<Double>? = nil) {
      (self.x, self.y, self.band) = (x, y, band)
    }
  }

  /// A curve; one of the same name has the same colour in every panel.
  package struct Series: Hashable, Sendable {
    package var name: String
    /// By ascending x, every number finite.
    package var vertices: [Vertex]

    /// The curve through `vertices`, those left out that are not finite.
    package init(name: String, vertices: [Vertex]) {
      self.name = name
      self.vertices = vertices.filter { $0.x.isFinite && $0.y.isFinite }
    }
  }

  /// Curves that share a drawing.
  package struct Panel: Hashable, Sendable {
    package var title: String
    package var series: [Series]

    package init(title: String, series: [Series]) {
      (self.title, self.series) = (title, series)
    }
  }

  package var panels: [Panel]
  /// What runs along x, such as `epoch`; its values are whole numbers.
  package var xLabel: String
  package var unit: AxisUnit
  /// The ends of the y axis; nil for those of the values.
  package var yRange: ClosedRange<Double>?

  package init(
    panels: [Panel], xLabel: String, unit: AxisUnit, yRange: ClosedRange<Double>? = nil
  ) {
    (self.panels, self.xLabel, self.unit, self.yRange) = (panels, xLabel, unit, yRange)
  }

  /// Vertices of a curve that are drawn, at most: more than a panel has pixels would be lost on it.
  package static let greatestVertexCount = 200

  package var key: [ChartKey] {
    names.count == 1
      ? [] : names.enumerated().map { ChartKey(label: $1, sample: .line(series: $0)) }
  }

  package func drawings() -> [ChartPanel] {
    let names = names
    return panels.map { panel in
      let drawn = panel.series.map { series in
        DrawnSeries(
          name: series.name, vertices: Self.thinned(series.vertices),
          index: names.firstIndex(of: series.name) ?? 0)
      }
      return ChartPanel(
        title: panel.title, description: description(of: panel), width: ChartPanel.narrowWidth,
        height: Self.height,
        content: [.label(panel.title.truncated(toWidth: 48), x: area.left, y: 15, "head")]
          + area.yAxis(area.y.ticks(atMost: 6), unit: unit)
          + area.xAxis(area.x.ticks(atMost: 6), unit: .plain, label: xLabel)
          + drawn.compactMap { $0.band(in: area) } + drawn.compactMap { $0.line(in: area) }
          + readouts(of: drawn))
    }
  }

  /// A curve as it is drawn.
  struct DrawnSeries {
    let name: String
    let vertices: [Vertex]
    /// Its place among all names, which gives its colour.
    let index: Int

    func band(in area: PlotArea) -> MarkupElement? {
      let banded = vertices.compactMap { vertex in vertex.band.map { (vertex.x, $0) } }
      guard banded.count > 1, banded.contains(where: { $0.1.lowerBound < $0.1.upperBound }) else {
        return nil
      }
      var path = PathData()
      path.polygon(
        banded.map { (area.x.place($0), area.y.place($1.upperBound)) }
          + banded.reversed().map { (area.x.place($0), area.y.place($1.lowerBound)) })
      return MarkupElement(
        "path", ["class": "band \(ChartStyle.series(index).rawValue)", "d": path.text])
    }

    func line(in area: PlotArea) -> MarkupElement? {
      if vertices.isEmpty { return nil }
      if vertices.count == 1 {
        return ChartSymbol.circle.drawing(
          x: area.x.place(vertices[0].x), y: area.y.place(vertices[0].y), radius: 3,
          style: .series(index))
      }
      var path = PathData()
      path.polyline(vertices.map { (area.x.place($0.x), area.y.place($0.y)) })
      return MarkupElement(
        "path", ["class": "line \(ChartStyle.series(index).rawValue)", "d": path.text])
    }
  }

  private static let height = 236.0

  /// The names of all curves, in order of appearance.
  private var names: [String] {
    var names: [String] = []
    for series in panels.flatMap(\.series) where !names.contains(series.name) { names.append(series.name) }
    return names
  }

  /// The area of each panel: the axes are common.
  var area: PlotArea {
    let vertices = panels.flatMap { $0.series.flatMap(\.vertices) }
    let values = vertices.flatMap { [$0.y, $0.band?.lowerBound ?? $0.y, $0.band?.upperBound ?? $0.y] }
    let xs = vertices.map(\.x)
    return PlotArea(
      left: 40, right: 348, top: 28, bottom: 196, x: (xs.min() ?? 0)...(xs.max() ?? 1),
      y: yRange ?? (values.min() ?? 0)...(values.max() ?? 1))
  }

  private func description(of panel: Panel) -> String {
    let ends = panel.series.compactMap { series in
      series.vertices.last.map { "\(series.name) ends at \(unit.reading($0.y))" }
    }
    guard let last = panel.series.compactMap(\.vertices.last?.x).max(), !ends.isEmpty else {
      return "No curve."
    }
    return "Up to \(xLabel) \(AxisUnit.plain.tick(last)): \(ends.joined(separator: ", "))."
  }

  /// `vertices`, of which there are too many thinned: the first and the last stay as they are, each between stands for
  /// some neighbours, with their mean and all that they vary in.
  ///
  /// - Returns: At most ``greatestVertexCount``.
  package static func thinned(_ vertices: [Vertex]) -> [Vertex] {
    guard vertices.count > greatestVertexCount, let first = vertices.first, let last = vertices.last else {
      return vertices
    }
    let inner = vertices[1..<vertices.count - 1]
    let count = greatestVertexCount - 2
    let between = (0..<count).map { index in
      let bucket = inner[1 + index * inner.count / count..<1 + (index + 1) * inner.count / count]
      let size = Double(bucket.count)
      let isBanded = bucket.contains { $0.band != nil }
      let least = bucket.map { $0.band?.lowerBound ?? $0.y }.min() ?? 0
      let greatest = bucket.map { $0.band?.upperBound ?? $0.y }.max() ?? 0
      return Vertex(
        x: bucket.reduce(0) { $0 + $1.x / size }, y: bucket.reduce(0) { $0 + $1.y / size },
        band: isBanded ? least...max(least, greatest) : nil)
    }
    return [first] + between + [last]
  }
}
