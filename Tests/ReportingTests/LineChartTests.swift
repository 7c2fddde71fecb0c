import Reporting
import Testing

@Suite("Line chart: curves, bands and read-outs")
struct LineChartTests {
  typealias Vertex = LineChart.Vertex

  /// A curve that rises to `height` over `count` epochs, in a band of ± 0.1.
  static func curve(_ count: Int, height: Double = 0.8) -> [Vertex] {
    (1...count).map { epoch in
      let y = height * Double(epoch) / Double(count)
      return Vertex(x: Double(epoch), y: y, band: y - 0.1...y + 0.1)
    }
  }

  static func chart(_ panels: [[(String, [Vertex])]]) -> LineChart {
    LineChart(
      panels: panels.enumerated().map { index, series in
        .init(
          title: "panel \(index)", series: series.map { LineChart.Series(name: $0.0, vertices: $0.1) })
      }, xLabel: "epoch", unit: .percent, yRange: 0...1)
  }

  @Test func `a curve of many epochs is thinned: its ends stay, no extreme is lost`() throws {
    var vertices = Self.curve(100_000)
    vertices[5000].band = -3...0
    let thinned = LineChart.thinned(vertices)
    #expect(thinned.count == LineChart.greatestVertexCount)
    #expect(thinned.first == vertices.first && thinned.last == vertices.last)
    #expect(thinned.compactMap { $0.band?.lowerBound }.min() == -3)
    #expect(zip(thinned, thinned.dropFirst()).allSatisfy { $0.x < $1.x })
    let mean = thinned.dropFirst().dropLast().reduce(0) { $0 + $1.y } / 198
    #expect(abs(mean - 0.4) < 1e-3)
    #expect(LineChart.thinned(Array(vertices.prefix(200))) == Array(vertices.prefix(200)))
  }

  @Test(arguments: [1, 2, 3, 40, 201, 5000])
  func `curves stay inside the area, and strips cover it without gaps`(count: Int) throws {
    let chart = Self.chart([[("validation", Self.curve(count)), ("train", Self.curve(count, height: 5))]])
    let drawing = try #require(ParsedMarkup.drawing(of: chart.drawings()[0]))
    let grid = drawing.elements(style: "grid").flatMap(\.points)
    let (left, right) = (grid.map(\.x).min() ?? 0, grid.map(\.x).max() ?? 0)
    let (top, bottom) = (grid.map(\.y).min() ?? 0, grid.map(\.y).max() ?? 0)
    let lines = drawing.elements(style: "line") + drawing.elements(style: "band")
    #expect(lines.count == (count == 1 ? 0 : 4))
    for point in lines.flatMap(\.points) {
      #expect((left...right).contains(point.x) && (top...bottom).contains(point.y))
    }
    let strips = drawing.elements(style: "strip")
    if count == 1 {
      #expect(strips.isEmpty && drawing.elements(style: "mark").count == 2)
    } else {
      #expect(strips.count == min(count, 32))
      let ends = strips.compactMap { strip in
        strip.number("x").flatMap { x in strip.number("width").map { (x, x + $0) } }
      }
      #expect(ends.first?.0 == left && abs((ends.last?.1 ?? 0) - right) < 0.11)
      #expect(zip(ends, ends.dropFirst()).allSatisfy { abs($0.1 - $1.0) < 0.11 })
    }
  }

  @Test func `a read-out tells the epoch and every curve's value there`() throws {
    let chart = Self.chart([[("validation", Self.curve(5)), ("train", Self.curve(4, height: 0.4))]])
    let drawing = try #require(ParsedMarkup.drawing(of: chart.drawings()[0]))
    let texts = try #require(drawing.elements(style: "readouts").first).elements("text").map(\.text)
    #expect(texts.first == "epoch 1\u{2002}16.0 %\u{2002}10.0 %")
    // The shorter curve is read at its end.
    #expect(texts.last == "epoch 5\u{2002}80.0 %\u{2002}40.0 %")
  }

  @Test func `panels share their axes and a name its colour`() throws {
    let chart = Self.chart([[("b", Self.curve(100)), ("a", Self.curve(100))], [("a", Self.curve(50))]])
    let drawings = chart.drawings().compactMap(ParsedMarkup.drawing)
    let lines = drawings.map { $0.elements(style: "line") }
    #expect(lines[0].map(\.styles) == [["line", "s1"], ["line", "s2"]])
    #expect(lines[1].map(\.styles) == [["line", "s2"]])
    try #require(lines.map(\.count) == [2, 1])
    let ends = lines.map { $0[0].points.last?.x ?? 0 }
    let start = lines[0][0].points[0].x
    #expect(abs((ends[1] - start) / (ends[0] - start) - 49.0 / 99) < 1e-2)
    #expect(chart.key.map(\.label) == ["b", "a"])
  }

  @Test func `what is not finite is left out, and no curve is no failure`() throws {
    let vertices = [
      Vertex(x: 1, y: .nan), Vertex(x: 2, y: 0.5), Vertex(x: 3, y: .infinity), Vertex(x: 4, y: 1),
    ]
    let chart = Self.chart([[("a", vertices)], []])
    let drawings = chart.drawings().compactMap(ParsedMarkup.drawing)
    #expect(drawings.count == 2)
    #expect(drawings[0].elements(style: "line").first?.points.count == 2)
    #expect(drawings[1].elements("desc").first?.text == "No curve.")
  }
}
