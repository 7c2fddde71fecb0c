/// `rowCount` x 16 values of a matrix product, held in registers while it is computed.
///
/// 6 rows use 12 of the 16 vector registers of AVX2 for sums, two for a row of the right operand and one for
/// a broadcast value of the left: 12 multiply-adds for 8 loads. Every value is summed over depth in order, one
/// fused multiply-add each, so that it does not depend on which rows share its tile.
struct RegisterTile<let rowCount: Int> {
  /// Columns 0 to 7 of each row.
  var low: InlineArray<rowCount, SIMD8<Float>>
  /// Columns 8 to 15 of each row.
  var high: InlineArray<rowCount, SIMD8<Float>>

  /// Zeros.
  @inline(__always)
  init() {
    low = .init(repeating: .zero)
    high = .init(repeating: .zero)
  }

  /// The values at `start`, rows `stride` apart.
  @inline(__always)
  init(loading start: UnsafePointer<Float>, stride: Int) {
    self.init()
    for row in 0..<rowCount {
      low[unchecked: row] = load8(start + row &* stride)
      high[unchecked: row] = load8(start + row &* stride + 8)
    }
  }

  /// Adds `left · right` over `depth`: left `(row, k)` at `row · leftRowStride + k · leftDepthStride`, right
  /// `(k, column)` at `k · rightStride + column`.
  @inline(__always)
  mutating func addProduct(
    depth: Int, left: UnsafePointer<Float>, leftRowStride: Int, leftDepthStride: Int,
    right: UnsafePointer<Float>, rightStride: Int
  ) {
    var (left_k, right_k) = (left, right)
    for _ in 0..<depth {
      let (rightLow, rightHigh) = (load8(right_k), load8(right_k + 8))
      for row in 0..<rowCount {
        let value = SIMD8(repeating: left_k[row &* leftRowStride])
        low[unchecked: row].addProduct(value, rightLow)
        high[unchecked: row].addProduct(value, rightHigh)
      }
      left_k += leftDepthStride
      right_k += rightStride
    }
  }
}

/// What becomes of a finished tile: the epilogue of a product, applied while its values are in registers.
///
/// `row` is the tile's first row; its columns are the sink's own matter.
protocol TileSink {
  /// The tile's values before the product is added; zeros unless the sink accumulates.
  func start<let rowCount: Int>(row: Int) -> RegisterTile<rowCount>
  /// Takes the finished tile.
  func store<let rowCount: Int>(_ tile: borrowing RegisterTile<rowCount>, row: Int)
}

extension TileSink {
  @inline(__always)
  func start<let rowCount: Int>(row: Int) -> RegisterTile<rowCount> { RegisterTile() }
}

/// The operands of a product of some rows by 16 columns, its depth cut into segments.
///
/// A segment is where both operands advance by fixed strides: the kernel's rows of a convolution, the panels
/// of a transposed weight. A plain product has one.
struct TileOperands {
  var left: UnsafePointer<Float>
  var leftRowStride: Int
  var leftDepthStride: Int
  var right: UnsafePointer<Float>
  var rightStride: Int
  /// Terms of one segment.
  var depth: Int
  var segmentCount = 1
  var leftSegmentStride = 0
  var rightSegmentStride = 0

  @inline(__always)
  func multiply<let rowCount: Int>(row: Int, into tile: inout RegisterTile<rowCount>) {
    for segment in 0..<segmentCount {
      tile.addProduct(
        depth: depth, left: left + row &* leftRowStride + segment &* leftSegmentStride,
        leftRowStride: leftRowStride, leftDepthStride: leftDepthStride,
        right: right + segment &* rightSegmentStride, rightStride: rightStride)
    }
  }
}

/// Computes `rows` of a product of 16 columns, tile by tile, and hands each tile to `sink`.
///
/// Rows are cut into sixes and, so that no small tile is left over, one or two fours; only fewer than 8 rows
/// or an odd rest end in a smaller tile.
@inline(__always)
func multiplyTiles(rows: Range<Int>, _ operands: TileOperands, into sink: some TileSink) {
  @inline(__always)
  func finish<let rowCount: Int>(_ tile: consuming RegisterTile<rowCount>, row: Int) {
    var tile = tile
    operands.multiply(row: row, into: &tile)
    sink.store(tile, row: row)
  }
  let rest = rows.count % 6
  let fours = rest == 4 ? 1 : rest == 2 && rows.count >= 8 ? 2 : 0
  let endOfSixes = rows.lowerBound + (rows.count - 4 * fours) / 6 * 6
  var row = rows.lowerBound
  while row < endOfSixes {
    finish(sink.start(row: row) as RegisterTile<6>, row: row)
    row += 6
  }
  for _ in 0..<fours {
    finish(sink.start(row: row) as RegisterTile<4>, row: row)
    row += 4
  }
  switch rows.upperBound - row {
  case 5: finish(sink.start(row: row) as RegisterTile<5>, row: row)
  case 3: finish(sink.start(row: row) as RegisterTile<3>, row: row)
  case 2: finish(sink.start(row: row) as RegisterTile<2>, row: row)
  case 1: finish(sink.start(row: row) as RegisterTile<1>, row: row)
  default: break
  }
}
