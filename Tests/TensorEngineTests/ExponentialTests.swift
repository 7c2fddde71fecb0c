import Glibc
import TensorEngine
import TestSupport
import Testing

/// Against the C library's exponential in double precision.
@Suite("Exponential: error over its range", .tags(.golden))
struct ExponentialGoldenTests {
  private func exponential(_ values: [Float]) -> [Float] {
    WholeRange.values(of: .boundedExponential, values)
  }

  @Test func `the exponential of every number: at most 2 units in the last place`() {
    let error = WholeRange.greatestError(of: .exponential, near: [87.34, 88, 88.72, 103.28, 103.97, 104]) {
      exp($0)
    }
    #expect(error.units <= 2, "\(error)")
  }

  @Test func `limits of the exponential`() {
    let values = WholeRange.values(
      of: .exponential, [0, -0.0, .infinity, -.infinity, .nan, 1e30, -1e30, -103])
    #expect(values[0] == 1 && values[1] == 1 && values[2] == .infinity && values[3] == 0)
    #expect(
      values[4].isNaN && values[5] == .infinity && values[6] == 0 && values[7] > 0 && values[7] < 0x1p-147)
  }

  @Test func `the bounded exponential of every number: that of the nearest within its range`() {
    let error = WholeRange.greatestError(of: .boundedExponential, near: [87, 88]) { x in
      x.isNaN ? x : exp(min(max(x, -87), 88))
    }
    #expect(error.units <= 2, "\(error)")
  }

  @Test func `at most 2 units in the last place from -87 to 88`() {
    let count = 1 << 20
    let values = (0..<count).map { Float(-87 + 175 * Double($0) / Double(count - 1)) }
    var greatest = 0.0
    for (x, y) in zip(values, exponential(values)) {
      let expected = exp(Double(x))
      greatest = max(greatest, abs(Double(y) - expected) / Double(Float(expected).ulp))
    }
    #expect(greatest < 2, "\(greatest) units in the last place")
  }

  @Test func `values near zero, where softmax has its greatest`() {
    let values = (0..<(1 << 16)).map { -Float($0) / 65_536 * 0.01 }
    for (x, y) in zip(values, exponential(values)) {
      #expect(abs(Double(y) - exp(Double(x))) < 1.2e-7)
    }
  }

  @Test func `beyond its range it keeps to the nearer end, and NaN stays NaN`() {
    let results = exponential([-1000, -.infinity, 1000, .infinity, .nan, 0, -87, 88])
    #expect(results[0] == results[6] && results[1] == results[6] && results[6] > 0 && results[6] < 2e-38)
    #expect(results[2] == results[7] && results[3] == results[7] && results[7] > 1e38 && results[7].isFinite)
    #expect(results[4].isNaN && results[5] == 1)
  }
}
