import Evaluation
import Reporting
import Testing

@Suite("Forest chart: estimates, intervals and what they are held against")
struct ForestChartTests {
  static func drawing(_ rows: [ForestChart.Row], zero: Double? = 0) throws -> ParsedMarkup {
    let chart = ForestChart(
      forests: [.init(title: "a", unit: .points, rows: rows)], referenceValue: zero)
    let panel = try #require(chart.drawings().first)
    return try #require(ParsedMarkup.drawing(of: panel))
  }

  static func row(_ estimate: Double?, _ margin: Double?, _ claimed: Double? = nil) -> ForestChart.Row {
    ForestChart.Row(
      label: "pair", estimate: estimate,
      interval: estimate.flatMap { estimate in
        margin.map { ConfidenceInterval(lower: estimate - $0, upper: estimate + $0, level: 0.95) }
      },
      reference: claimed.map { .init(value: $0, range: $0 - 0.05...$0 + 0.05) })
  }

  @Test func `places are linear, an estimate lies in the middle of its interval`() throws {
    let drawing = try Self.drawing([Self.row(0.25, 0.5), Self.row(-0.5, 0.125), Self.row(1, 0.25)])
    let marks = drawing.elements(style: "mark").compactMap { $0.number("cx") }
    let whiskers = drawing.elements(style: "whisker").map(\.points)
    try #require(marks.count == 3 && whiskers.allSatisfy { $0.count == 6 })
    for (mark, whisker) in zip(marks, whiskers) {
      #expect(abs((whisker[0].x + whisker[1].x) / 2 - mark) < 0.11)
    }
    let zero = try #require(drawing.elements(style: "reference").first?.points.first?.x)
    #expect(abs((marks[2] - zero) - 4 * (marks[0] - zero)) < 0.5)
    #expect(abs((zero - marks[1]) - 2 * (marks[0] - zero)) < 0.3)
  }

  @Test func `everything is inside, also an interval without end`() throws {
    let drawing = try Self.drawing([
      Self.row(0.25, .infinity), Self.row(1e9, nil, -40), Self.row(nil, nil, 0.5), Self.row(.nan, nil),
    ])
    let axis = try #require(drawing.elements(style: "axis").first).points.map(\.x)
    for style in ["whisker", "claimedValue", "reference"] as [Substring] {
      for point in drawing.elements(style: style).flatMap(\.points) {
        #expect((axis[0]...axis[1]).contains(point.x), "\(style)")
      }
    }
    for mark in drawing.elements("circle") { #expect((axis[0]...axis[1]).contains(mark.number("cx") ?? -1)) }
  }

  @Test func `a ring has no interval, a row without an estimate says so`() throws {
    let drawing = try Self.drawing([Self.row(0.25, nil, 0.5), Self.row(nil, nil, 0.5), Self.row(0, 0.5)])
    #expect(drawing.elements(style: "ring").count == 1 && drawing.elements(style: "mark").count == 1)
    #expect(drawing.elements(style: "claimed").count == 2)
    #expect(
      drawing.elements(style: "row").compactMap { $0.elements("title").first?.text } == [
        "pair: +25.00; claimed +50.00", "pair: not measured; claimed +50.00",
        "pair: +0.00 [-50.00, +50.00]",
      ])
  }

  @Test func `a forest without rows is not drawn`() {
    let chart = ForestChart(forests: [.init(title: "a", unit: .plain, rows: [])])
    #expect(chart.drawings().isEmpty)
  }
}
