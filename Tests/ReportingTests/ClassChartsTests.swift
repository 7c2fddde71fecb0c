import Evaluation
import Reporting
import Testing

/// A matrix of `count` classes with clips on the diagonal and beside it, and none in the last class.
private func matrix(_ count: Int) -> ConfusionMatrix {
  var confusion = ConfusionMatrix(classCount: count)
  for label in 0..<count - 1 {
    confusion[label, label] = 1 + label % 7
    confusion[label, (label + 3) % count] += label % 3
  }
  return confusion
}

private func names(_ count: Int) -> [String] { (0..<count).map { "class \($0) <b>" } }

@Suite("Confusion chart: cells")
struct ConfusionChartTests {
  @Test(arguments: [1, 2, 10, 12, 13, 32, 50])
  func `there is a cell for each count, inside the frame, and the counts are the clips`(count: Int) throws {
    let confusion = matrix(count)
    let chart = ConfusionChart(
      matrices: [.init(title: "a", confusion: confusion)], classNames: names(count))
    let panel = chart.drawings()[0]
    let drawing = try #require(ParsedMarkup.drawing(of: panel))
    let cells = drawing.elements(style: "cell")
    let counts = (0..<count).flatMap { actual in (0..<count).map { confusion[actual, $0] } }
    #expect(cells.count == counts.count { $0 > 0 })
    let shown = cells.compactMap { $0.elements("text").first.flatMap { Int($0.text) } }
    #expect(shown.reduce(0, +) == confusion.exampleCount)
    let frame = try #require(drawing.elements(style: "frame").first)
    let (x, y) = (frame.number("x") ?? 0, frame.number("y") ?? 0)
    let side = frame.number("width") ?? 0
    #expect(side == frame.number("height") && x + side <= panel.width && y + side <= panel.height)
    for cell in cells.compactMap({ $0.elements("rect").first }) {
      let (left, top) = (cell.number("x") ?? -1, cell.number("y") ?? -1)
      let width = cell.number("width") ?? 0
      #expect(left >= x && left + width <= x + side && top >= y && top + width <= y + side)
      // Readable: no cell is smaller than its digits.
      #expect(width >= 15)
    }
  }

  @Test func `a cell tells what it counts, the deepest shade is a whole row`() throws {
    var confusion = ConfusionMatrix(classCount: 2)
    confusion[0, 0] = 8
    confusion[1, 0] = 7
    confusion[1, 1] = 1
    let chart = ConfusionChart(
      matrices: [.init(title: "gen", confusion: confusion)], classNames: ["Dog", "Cat"])
    let drawing = try #require(ParsedMarkup.drawing(of: chart.drawings()[0]))
    #expect(
      drawing.elements(style: "cell").compactMap { $0.elements("title").first?.text } == [
        "Dog recognised: 8 of 8 clips", "Cat taken for Dog: 7 of 8 clips", "Cat recognised: 1 of 8 clips",
      ])
    #expect(drawing.elements(style: "cell").map { $0.styles[1] } == ["h9", "h8", "h1"])
    #expect(
      drawing.elements("desc").first?.text
        == "56.25 % of 16 clips are right; most often confused: Cat taken for Dog, 7 clips.")
  }
}

@Suite("Class bar chart: bars are F1")
struct ClassBarChartTests {
  @Test(arguments: [2, 10, 50]) func `bars are as long as F1 is great, the best above`(count: Int) throws {
    let confusion = matrix(count)
    let chart = ClassBarChart(title: "a", confusion: confusion, classNames: names(count))
    let drawing = try #require(ParsedMarkup.drawing(of: chart.drawings()[0]))
    let axis = try #require(drawing.elements(style: "axis").first).points
    let whole = axis[1].x - axis[0].x
    let rows = drawing.elements(style: "row")
    #expect(rows.count == count)
    let drawn = rows.map { $0.elements(style: "bar").first?.number("width") }
    let expected = chart.order.map { confusion.f1(of: $0).map { $0 * whole } }
    for (drawn, expected) in zip(drawn, expected) {
      #expect((drawn == nil) == (expected == nil))
      if let drawn, let expected { #expect(abs(drawn - expected) <= 0.051) }
    }
    #expect(zip(drawn, drawn.dropFirst()).allSatisfy { ($0 ?? -1) >= ($1 ?? -1) })
    for mark in drawing.elements("circle") {
      #expect((axis[0].x...axis[1].x).contains(mark.number("cx") ?? -1))
    }
  }

  @Test func `a row tells its numbers, and which are missing`() throws {
    var confusion = ConfusionMatrix(classCount: 3)
    confusion[0, 0] = 3
    confusion[0, 1] = 1
    let chart = ClassBarChart(title: "a", confusion: confusion, classNames: ["Dog", "Cat", "Hen"])
    let drawing = try #require(ParsedMarkup.drawing(of: chart.drawings()[0]))
    #expect(
      drawing.elements(style: "row").compactMap { $0.elements("title").first?.text } == [
        "Dog, 4 clips: F1 85.71 %, precision 100.00 %, recall 75.00 %",
        "Cat, 0 clips: F1 0.00 %, precision 0.00 %, no recall",
        "Hen, 0 clips: no F1, no precision, no recall",
      ])
  }
}

@Suite("Reliability chart: bins")
struct ReliabilityChartTests {
  @Test func `bars are accuracies and counts of the bins that hold clips`() throws {
    // Confidences 0.55 (right), 0.55 (wrong), 0.95 (right) of two classes.
    let probabilities: [Float] = [0.55, 0.45, 0.55, 0.45, 0.05, 0.95]
    let calibration = try #require(
      Calibration(probabilities: probabilities, labels: [0, 1, 1], classCount: 2, binCount: 10))
    let chart = ReliabilityChart(title: "a", calibration: calibration)
    let drawing = try #require(ParsedMarkup.drawing(of: chart.drawings()[0]))
    let rows = drawing.elements(style: "row")
    #expect(
      rows.compactMap { $0.elements("title").first?.text } == [
        "confidence 50..60 %: 2 clips, mean confidence 55.00 %, accuracy 50.00 %",
        "confidence 90..100 %: 1 clips, mean confidence 95.00 %, accuracy 100.00 %",
      ])
    let heights = rows.map { $0.elements(style: "bar").compactMap { $0.number("height") } }
    try #require(heights.map(\.count) == [2, 2])
    // Half as high where half are right; half as many clips.
    #expect(abs(heights[0][0] * 2 - heights[1][0]) < 0.2)
    #expect(abs(heights[0][1] - heights[1][1] * 2) < 0.2)
    let grid = drawing.elements(style: "grid").flatMap(\.points)
    #expect(abs(heights[1][0] - ((grid.map(\.y).max() ?? 0) - (grid.map(\.y).min() ?? 0))) < 0.2)
  }
}
