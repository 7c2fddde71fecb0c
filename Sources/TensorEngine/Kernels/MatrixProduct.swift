// A product of large matrices, C = A · B, row-major, both operands packed.
//
// Axes: i (row of A and C), k (depth), j (column of B and C). Five loops around the register tile:
//
//     columns j in blocks of 2048                  a block of B, once packed, is used for all rows
//       depth k in blocks of 256                   16 packed columns of it fit the first-level cache
//         rows i in blocks of 144                  a packed block of A fits the second-level cache
//           panels of 16 columns, strips of 6 rows
//
// Packed, both operands are read front to back: a panel of B as [k, 16], a strip of A as [k, 6], short ones
// filled up with zeros. Every value of C is summed over depth in order, one fused multiply-add each, whatever
// the blocks. Small products need none of this: `Dense` reads its operands where they lie.
//
// Source: Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 2008; Van Zee
// and van de Geijn, "BLIS", ACM TOMS 2015. Checked in `MatrixProductTests`.

/// The packed matrix product.
package enum MatrixProduct {
  private static let depthPerBlock = 256
  private static let rowsPerBlock = 144
  private static let columnsPerBlock = 2048
  /// Rows of a strip: those of the register tile.
  private static let stripRowCount = 6

  /// Values of scratch that ``multiply(rowCount:depth:columnCount:left:leftStride:right:rightStride:into:stride:scratch:)``
  /// needs.
  package static func scratchCount(rowCount: Int, depth: Int, columnCount: Int) -> Int {
    leftCount(rowCount: rowCount, depth: depth)
      + min(depth, depthPerBlock) * ((min(columnCount, columnsPerBlock) + 15) / 16 * 16)
      + stripRowCount * 16
  }

  /// Values of a packed block of A; the last vector written may reach two values beyond it.
  private static func leftCount(rowCount: Int, depth: Int) -> Int {
    (min(rowCount, rowsPerBlock) + 5) / 6 * 6 * min(depth, depthPerBlock) + 16
  }

  /// Computes `result = left · right`.
  ///
  /// - Parameters:
  ///   - rowCount: Rows of `left` and `result`.
  ///   - depth: Columns of `left`, rows of `right`.
  ///   - columnCount: Columns of `right` and `result`.
  ///   - left: `[i, k]`, rows `leftStride` apart.
  ///   - right: `[k, j]`, rows `rightStride` apart.
  ///   - result: `[i, j]`, rows `stride` apart; nothing between rows is written.
  ///   - scratch: ``scratchCount(rowCount:depth:columnCount:)`` values.
  package static func multiply(
    rowCount: Int, depth: Int, columnCount: Int, left: UnsafePointer<Float>, leftStride: Int,
    right: UnsafePointer<Float>, rightStride: Int, into result: UnsafeMutablePointer<Float>, stride: Int,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let packedLeft = scratch
    let packedRight = scratch + leftCount(rowCount: rowCount, depth: depth)
    let edge = packedRight + min(depth, depthPerBlock) * ((min(columnCount, columnsPerBlock) + 15) / 16 * 16)
    if depth == 0 {
      for row in 0..<rowCount { (result + row * stride).update(repeating: 0, count: columnCount) }
    }
    for column in Swift.stride(from: 0, to: columnCount, by: columnsPerBlock) {
      let columns = min(columnsPerBlock, columnCount - column)
      for start in Swift.stride(from: 0, to: depth, by: depthPerBlock) {
        let block = min(depthPerBlock, depth - start)
        packRight(
          right + start * rightStride + column, stride: rightStride, depth: block, columnCount: columns,
          into: packedRight)
        for row in Swift.stride(from: 0, to: rowCount, by: rowsPerBlock) {
          let rows = min(rowsPerBlock, rowCount - row)
          packLeft(
            left + row * leftStride + start, stride: leftStride, rowCount: rows, depth: block,
            into: packedLeft)
          multiplyPacked(
            packedLeft, packedRight, rowCount: rows, depth: block, columnCount: columns,
            into: result + row * stride + column, stride: stride, accumulates: start > 0, edge: edge)
        }
      }
    }
  }

  /// One packed block of A by one of B.
  @inline(__always)
  private static func multiplyPacked(
    _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, rowCount: Int, depth: Int,
    columnCount: Int, into result: UnsafeMutablePointer<Float>, stride: Int, accumulates: Bool,
    edge: UnsafeMutablePointer<Float>
  ) {
    for column in Swift.stride(from: 0, to: columnCount, by: 16) {
      for row in Swift.stride(from: 0, to: rowCount, by: stripRowCount) {
        let operands = TileOperands(
          left: left + row &* depth, leftRowStride: 1, leftDepthStride: stripRowCount,
          right: right + column &* depth, rightStride: 16, depth: depth)
        let target = result + row &* stride + column
        let (rows, columns) = (min(stripRowCount, rowCount &- row), min(16, columnCount &- column))
        if rows == stripRowCount && columns == 16 {
          multiplyTile(operands, into: target, stride: stride, accumulates: accumulates)
        } else {
          // A tile at the edge goes through a whole one of its own.
          if accumulates { copy(target, stride: stride, rows, columns, to: edge, stride: 16) }
          multiplyTile(operands, into: edge, stride: 16, accumulates: accumulates)
          copy(edge, stride: 16, rows, columns, to: target, stride: stride)
        }
      }
    }
  }

  @inline(__always)
  private static func multiplyTile(
    _ operands: TileOperands, into target: UnsafeMutablePointer<Float>, stride: Int, accumulates: Bool
  ) {
    var tile = accumulates ? RegisterTile<6>(loading: target, stride: stride) : RegisterTile<6>()
    operands.multiply(row: 0, into: &tile)
    StoreSink(output: target, stride: stride).store(tile, row: 0)
  }

  private static func copy(
    _ source: UnsafePointer<Float>, stride: Int, _ rowCount: Int, _ columnCount: Int,
    to target: UnsafeMutablePointer<Float>, stride targetStride: Int
  ) {
    for row in 0..<rowCount {
      (target + row &* targetStride).update(from: source + row &* stride, count: columnCount)
    }
  }

  /// `[k, j]` to panels `[j / 16, k, j % 16]`.
  private static func packRight(
    _ right: UnsafePointer<Float>, stride: Int, depth: Int, columnCount: Int,
    into packed: UnsafeMutablePointer<Float>
  ) {
    var target = packed
    for column in Swift.stride(from: 0, to: columnCount, by: 16) {
      let count = min(16, columnCount - column)
      var source = right + column
      for _ in 0..<depth {
        if count == 16 {
          store8(load8(source), to: target)
          store8(load8(source + 8), to: target + 8)
        } else {
          target.update(from: source, count: count)
          (target + count).update(repeating: 0, count: 16 - count)
        }
        source += stride
        target += 16
      }
    }
  }

  /// `[i, k]` to strips `[i / 6, k, i % 6]`.
  private static func packLeft(
    _ left: UnsafePointer<Float>, stride: Int, rowCount: Int, depth: Int,
    into packed: UnsafeMutablePointer<Float>
  ) {
    for row in Swift.stride(from: 0, to: rowCount, by: stripRowCount) {
      let rows = left + row &* stride
      let target = packed + row &* depth
      let count = min(stripRowCount, rowCount - row)
      var k = 0
      if count == stripRowCount {
        // Six rows and two of zeros, transposed; the zeros of each are overwritten by the next.
        while k + 8 <= depth {
          let square: Square8 = (
            load8(rows + k), load8(rows + stride + k), load8(rows + 2 &* stride + k),
            load8(rows + 3 &* stride + k), load8(rows + 4 &* stride + k), load8(rows + 5 &* stride + k),
            .zero, .zero
          )
          storeSquare(transposed(square), to: target + k &* stripRowCount, stride: stripRowCount)
          k += 8
        }
      }
      while k < depth {
        for place in 0..<stripRowCount {
          target[k &* stripRowCount + place] = place < count ? rows[place &* stride + k] : 0
        }
        k += 1
      }
    }
  }
}
