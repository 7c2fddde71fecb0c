/// Values over time and frequency, as many as a picture has pixels, `[row, column]` from the upper left.
///
/// A pixel that spans several frames or bins has their mean, one that lies within a single one has its value, and one
/// beyond the last frame has none, which is NaN. Checked in `PixelGridTests`.
package struct PixelGrid: Sendable {
  package let rowCount: Int
  package let columnCount: Int
  package private(set) var values: [Float]

  /// Averages the values of a time-frequency plane.
  ///
  /// - Parameters:
  ///   - plane: `[frame, bin]`, row-major, the lowest frequency first; finite.
  ///   - binCount: Values of a frame; at least 1.
  ///   - secondsPerFrame: Seconds from the middle of a frame to that of the next.
  ///   - start: Where the middle of the first frame lies, in seconds.
  ///   - duration: Seconds from the left edge to the right.
  ///   - rowCount: Pixels from above to below.
  ///   - columnCount: Pixels from left to right.
  /// - Complexity: O(plane + pixels).
  package init(
    of plane: [Float], binCount: Int, secondsPerFrame: Double, start: Double, duration: Double,
    rowCount: Int, columnCount: Int
  ) {
    let frameCount = plane.count / binCount
    self.rowCount = rowCount
    self.columnCount = columnCount
    values = Array(repeating: .nan, count: rowCount * columnCount)
    let frames = (0..<columnCount).map { column in
      Self.cells(
        from: (Double(column) / Double(columnCount) * duration - start) / secondsPerFrame,
        to: (Double(column + 1) / Double(columnCount) * duration - start) / secondsPerFrame)
    }
    let bins = (0..<rowCount).map { row in
      (rowCount - 1 - row) * binCount
        / rowCount..<max(
          (rowCount - 1 - row) * binCount / rowCount + 1, (rowCount - row) * binCount / rowCount)
    }
    for (column, frames) in frames.enumerated() {
      let frames = frames.clamped(to: 0..<frameCount)
      guard !frames.isEmpty else { continue }
      for (row, bins) in bins.enumerated() {
        var sum: Float = 0
        for frame in frames {
          for bin in bins { sum += plane[frame * binCount + bin] }
        }
        values[row * columnCount + column] = sum / Float(frames.count * bins.count)
      }
    }
  }

  /// The frames whose middles lie nearest to the places from `lower` to `upper`; at least one.
  private static func cells(from lower: Double, to upper: Double) -> Range<Int> {
    let first = Int((lower + 0.5).rounded(.down))
    return first..<max(first + 1, Int((upper + 0.5).rounded(.down)))
  }

  /// The grid with each value but NaN replaced.
  func map(_ transform: (Float) -> Float) -> PixelGrid {
    var grid = self
    grid.values = values.map { $0.isNaN ? $0 : transform($0) }
    return grid
  }

  /// The greatest value; NaN where there is none.
  package var greatest: Float { values.reduce(.nan) { Float.maximum($0, $1) } }
}
