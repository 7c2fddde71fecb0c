import Reporting
import Testing

@Suite("Parallel coordinates: configurations over their hyperparameters")
struct ParallelCoordinatesChartTests {
  typealias Chart = ParallelCoordinatesChart

  static func chart(
    _ lines: [([Chart.Value?], Double?)], axes: [Chart.Axis], isMaximised: Bool = true
  ) -> Chart {
    Chart(
      title: "A sweep", axes: axes,
      lines: lines.enumerated().map {
        .init(label: "trial \($0 + 1)", values: $1.0, objective: $1.1)
      },
      objectiveName: "validation.accuracy", objectiveUnit: .percent, isMaximised: isMaximised)
  }

  static func drawing(_ chart: Chart) throws -> ParsedMarkup {
    try #require(ParsedMarkup.drawing(of: chart.drawings()[0]))
  }

  static let axes: [Chart.Axis] = [
    .init("training.optimizer.learningRate", kind: .logarithmic), .init("model.layers.dropout1.rate"),
    .init("training.optimizer.type"),
  ]

  @Test func `lines run over the axes, the best is drawn last and deepest`() throws {
    let chart = Self.chart(
      [
        ([.number(0.1), .number(0.5), .category("sgd")], 0.6),
        ([.number(0.001), .number(0), .category("adam")], 0.2),
        ([.number(0.01), .number(0.25), .category("adam")], 0.5),
      ], axes: Self.axes)
    let drawing = try Self.drawing(chart)
    let lines = drawing.elements(style: "configuration")
    #expect(lines.map { $0.styles[1] } == ["q1", "q4", "q5"])
    let paths = lines.compactMap { $0.elements("path").first?.points }
    try #require(paths.allSatisfy { $0.count == 4 })
    try #require(paths.count == 3)
    let (bottom, top) = (paths[0][0].y, paths[2][0].y)
    // On the logarithmic axis the middle learning rate is in the middle; so is the middle dropout on its own.
    #expect(abs(paths[1][0].y - (top + bottom) / 2) < 0.11 && abs(paths[1][1].y - (top + bottom) / 2) < 0.11)
    #expect(paths[0][2].y == bottom && paths[2][2].y == top)
    #expect(paths[2][3].y == top && paths[0][3].y == bottom)
    #expect(
      lines.last?.elements("title").first?.text
        == "trial 1: training.optimizer.learningRate 0.1, model.layers.dropout1.rate 0.5, "
        + "training.optimizer.type sgd, validation.accuracy 60.0 %")
  }

  @Test func `where less is better, the least is above`() throws {
    let chart = Self.chart(
      [([.number(1)], 0.25), ([.number(2)], 0.75)], axes: [.init("a")], isMaximised: false)
    let paths = try Self.drawing(chart).elements(style: "configuration")
      .compactMap { $0.elements("path").first?.points }
    #expect(paths[1][1].y < paths[0][1].y)
  }

  @Test
  func `a line pauses where a configuration lacks a hyperparameter, and ends where nothing was measured`()
    throws
  {
    let chart = Self.chart(
      [
        ([.number(1), nil, .category("b")], 0.5), ([nil, nil, nil], nil),
        ([.number(.nan), .number(1), nil], .nan),
      ],
      axes: Self.axes)
    let drawing = try Self.drawing(chart)
    let paths = drawing.elements(style: "configuration").compactMap { $0.elements("path").first }
    #expect(paths.count == 3)
    let broken = paths.last?.attributes["d"] ?? ""
    #expect(broken.count { $0 == "M" } == 2 && broken.count { $0 == "l" } == 1)
    #expect(drawing.elements(style: "q0").count == 2)
  }

  @Test func `no configuration, and hundreds, stay inside`() throws {
    _ = try Self.drawing(Self.chart([], axes: Self.axes))
    let many = (0..<300).map { index -> ([Chart.Value?], Double?) in
      ([.number(pow10(index % 9)), .number(Double(index)), .category("kind \(index % 40)")], Double(index))
    }
    let chart = Self.chart(many, axes: Self.axes)
    let panel = chart.drawings()[0]
    for point in try Self.drawing(chart).elements("path").flatMap(\.points) {
      #expect((0...panel.width).contains(point.x) && (0...panel.height).contains(point.y))
    }
  }

  private func pow10(_ exponent: Int) -> Double { (0..<exponent).reduce(1) { value, _ in value / 10 } }
}
