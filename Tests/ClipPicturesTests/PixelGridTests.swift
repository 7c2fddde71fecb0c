import ClipPictures
import Testing

@Suite struct PixelGridTests {
  /// Three frames a second of two bins: `[frame, bin]`.
  private let plane: [Float] = [1, 2, 3, 4, 5, 6]

  private func grid(rows: Int, columns: Int, start: Double = 0, duration: Double = 1) -> PixelGrid {
    PixelGrid(
      of: plane, binCount: 2, secondsPerFrame: 1.0 / 3, start: start, duration: duration, rowCount: rows,
      columnCount: columns)
  }

  @Test func `low frequencies lie below`() {
    let grid = PixelGrid(
      of: plane, binCount: 2, secondsPerFrame: 1.0 / 3, start: 1.0 / 6, duration: 1, rowCount: 2,
      columnCount: 3)
    #expect(grid.values == [2, 4, 6, 1, 3, 5])
  }

  @Test func `a pixel has the mean of the cells it spans`() {
    let grid = grid(rows: 1, columns: 1, start: 1.0 / 6)
    #expect(grid.values == [3.5])
  }

  @Test func `pixels smaller than cells repeat them`() {
    let grid = grid(rows: 4, columns: 6, start: 1.0 / 6)
    #expect(Array(grid.values.prefix(6)) == [2, 2, 4, 4, 6, 6])
    #expect(Array(grid.values[6..<12]) == [2, 2, 4, 4, 6, 6])
    #expect(Array(grid.values[18..<24]) == [1, 1, 3, 3, 5, 5])
  }

  @Test func `where there is no sound there is no value`() {
    let late = grid(rows: 1, columns: 4, start: 1, duration: 4)
    #expect(late.values[0].isNaN)
    #expect(late.values[1] == 3.5)
    #expect(late.values[2...].allSatisfy { $0.isNaN })
    #expect(late.greatest == 3.5)
  }
}
