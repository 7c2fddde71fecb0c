import SeededRandom
import TensorEngine
import TestSupport
import Testing

@Suite("Matrix product: against sums in double precision", .tags(.golden))
struct MatrixProductTests {
  /// `[rowCount, depth]` by `[depth, columnCount]`, rows apart by some values more than they hold.
  private func check(_ rowCount: Int, _ depth: Int, _ columnCount: Int) {
    let (leftStride, rightStride, stride) = (depth + 3, columnCount + 1, columnCount + 5)
    var random = RandomStream(seed: UInt64(rowCount * 31 + depth), purpose: .synthesis)
    let left = (0..<rowCount * leftStride).map { _ in Float(random.normal()) }
    let right = (0..<depth * rightStride).map { _ in Float(random.normal()) }
    var result = [Float](repeating: .nan, count: rowCount * stride)
    var scratch = [Float](
      repeating: .nan,
      count: MatrixProduct.scratchCount(rowCount: rowCount, depth: depth, columnCount: columnCount))
    MatrixProduct.multiply(
      rowCount: rowCount, depth: depth, columnCount: columnCount, left: left, leftStride: leftStride,
      right: right, rightStride: rightStride, into: &result, stride: stride, scratch: &scratch)

    var greatestError = 0.0
    for row in 0..<rowCount {
      for column in 0..<columnCount {
        var sum = 0.0
        // In single precision with one rounding for each term: what the kernels promise.
        var ordered: Float = 0
        for k in 0..<depth {
          let (a, b) = (left[row * leftStride + k], right[k * rightStride + column])
          sum += Double(a) * Double(b)
          ordered.addProduct(a, b)
        }
        let value = result[row * stride + column]
        greatestError = max(greatestError, abs(Double(value) - sum))
        #expect(value == ordered, "(\(row), \(column)) of \(rowCount) x \(depth) x \(columnCount)")
      }
      let isUntouched = result[row * stride + columnCount..<(row + 1) * stride].allSatisfy(\.isNaN)
      #expect(isUntouched)
    }
    #expect(greatestError <= 1e-6 * Double(max(1, depth)))
  }

  @Test("all small sizes", arguments: [1, 5, 6, 7, 13])
  func smallSizes(rowCount: Int) {
    for depth in [0, 1, 2, 7, 8, 9, 17] {
      for columnCount in [1, 2, 15, 16, 17, 33] { check(rowCount, depth, columnCount) }
    }
  }

  @Test func `sizes beyond each block`() {
    check(150, 9, 20)
    check(7, 520, 18)
    check(3, 5, 2070)
    check(145, 257, 33)
  }
}
