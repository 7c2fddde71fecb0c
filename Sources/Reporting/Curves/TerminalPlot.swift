import RunStore

/// A curve drawn with characters: braille dots, eight to a character, or asterisks.
package struct TerminalPlot {
  /// What stands above.
  var title: String
  /// The curve; values outside ``range`` are drawn at the edge, others than finite are left out.
  var points: [CurvePoint]
  /// The last epoch of the axis, at least 1.
  var lastEpoch: Int
  /// What runs along the axis.
  var xName = "epoch"
  /// The values between the bottom and the top.
  var range = 0.0...1.0
  /// What stands at the top and the bottom; five characters at most.
  var labels = (top: "100 %", bottom: "0 %")

  /// Columns left of the drawing: a label and the axis.
  static let marginWidth = 6

  /// The lines of the plot, each `marginWidth + columns` wide.
  ///
  /// - Parameters:
  ///   - columns: Characters across the drawing; at least 8.
  ///   - rows: Characters down; at least 2.
  func lines(columns: Int, rows: Int, style: TextStyle) -> [String] {
    let (dotColumns, dotRows) = style == .unicode ? (2, 4) : (1, 1)
    let (width, height) = (columns * dotColumns, rows * dotRows)
    var dots = Array(repeating: Array(repeating: false, count: width), count: height)
    for (x, y) in trace(width: width, height: height) { dots[y][x] = true }
    var lines = [pad(String(repeating: " ", count: Self.marginWidth) + title, to: Self.marginWidth + columns)]
    for row in 0..<rows {
      let text = row == 0 ? labels.top : row == rows - 1 ? labels.bottom : ""
      let label = String(repeating: " ", count: max(0, 5 - text.count)) + text.prefix(5)
      let drawing = (0..<columns).map { column in
        style == .unicode ? braille(dots, row, column) : dots[row][column] ? "*" : " "
      }
      lines.append(label + (style == .unicode ? "│" : "|") + drawing.joined())
    }
    let axis =
      style == .unicode
      ? "└" + String(repeating: "─", count: columns) : "+" + String(repeating: "-", count: columns)
    lines.append("     " + axis)
    let last = "\(xName) \(lastEpoch)"
    let space = String(repeating: " ", count: max(columns - last.count - 1, 1))
    lines.append(pad("      1" + space + last, to: Self.marginWidth + columns))
    return lines
  }

  /// The dots of the curve, neighbours joined by vertical strokes.
  private func trace(width: Int, height: Int) -> [(Int, Int)] {
    var result: [(Int, Int)] = []
    var previous: (x: Int, y: Int)?
    for point in points where point.value.isFinite && (1...max(lastEpoch, 1)).contains(point.epoch) {
      let share = lastEpoch > 1 ? Double(point.epoch - 1) / Double(lastEpoch - 1) : 0
      let x = Int((share * Double(width - 1)).rounded())
      let extent = range.upperBound - range.lowerBound
      let level = extent > 0 ? min(max((point.value - range.lowerBound) / extent, 0), 1) : 0.5
      let y = Int(((1 - level) * Double(height - 1)).rounded())
      if let previous, previous.x < x {
        for between in previous.x...x {
          let part = Double(between - previous.x) / Double(x - previous.x)
          result.append((between, Int((Double(previous.y) + part * Double(y - previous.y)).rounded())))
        }
      }
      result.append((x, y))
      previous = (x, y)
    }
    return result
  }

  private func braille(_ dots: [[Bool]], _ row: Int, _ column: Int) -> String {
    // Unicode numbers the dots of a cell down the left column, down the right one, and then the last row.
    let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
    var pattern: UInt32 = 0x2800
    for y in 0..<4 {
      for x in 0..<2 where dots[4 * row + y][2 * column + x] { pattern |= bits[y][x] }
    }
    return Unicode.Scalar(pattern).map { String(Character($0)) } ?? " "
  }

  private func pad(_ text: String, to width: Int) -> String {
    let cut = text.truncated(toWidth: width)
    return cut + String(repeating: " ", count: max(width - cut.displayWidth, 0))
  }

  /// Plots set side by side, as many in a row as `width` holds.
  static func grid(_ plots: [TerminalPlot], width: Int, rows: Int = 4, style: TextStyle) -> String {
    let gap = 3
    let perRow = width >= 2 * (marginWidth + 20) + gap ? 2 : 1
    let columns = min(max((width - gap * (perRow - 1)) / perRow - marginWidth, 8), 48)
    var lines: [String] = []
    for start in stride(from: 0, to: plots.count, by: perRow) {
      let drawn = plots[start..<min(start + perRow, plots.count)]
        .map { $0.lines(columns: columns, rows: rows, style: style) }
      for index in 0..<(drawn.first?.count ?? 0) {
        let line = drawn.map { $0[index] }.joined(separator: String(repeating: " ", count: gap))
        lines.append(String(line.reversed().drop { $0 == " " }.reversed()))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
