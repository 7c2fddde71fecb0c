import Glibc
import TensorEngine
import TestSupport
import Testing

// Each suite holds a vector function to the C library's in double precision, over every exponent and around
// the places where its formula changes.

@Suite("Logarithm: error over its range", .tags(.golden))
struct LogarithmGoldenTests {
  @Test func `at most 1 unit in the last place of every positive number`() {
    let error = WholeRange.greatestError(
      of: .logarithm, near: [1, Float(0.5).squareRoot(), Float(2).squareRoot()]
    ) { log($0) }
    #expect(error.units <= 1, "\(error)")
  }

  @Test func `limits`() {
    let values = WholeRange.values(of: .logarithm, [0, -0.0, .infinity, -1, -.infinity, .nan, 1, 0x1p-149])
    #expect(values[0] == -.infinity && values[1] == -.infinity && values[2] == .infinity)
    #expect(values[3...5].allSatisfy(\.isNaN) && values[6] == 0 && abs(values[7] + 103.278_93) < 1e-5)
  }
}

@Suite("Hyperbolic tangent: error over its range", .tags(.golden))
struct HyperbolicTangentGoldenTests {
  @Test func `at most 2 units in the last place`() {
    let error = WholeRange.greatestError(of: .hyperbolicTangent, near: [0.625, 9.01]) { tanh($0) }
    #expect(error.units <= 2, "\(error)")
  }

  @Test func `limits, and the sign of zero`() {
    let values = WholeRange.values(
      of: .hyperbolicTangent, [0, -0.0, .infinity, -.infinity, .nan, 1e30, -1e30, 0])
    #expect(values[0].sign == .plus && values[1].sign == .minus && values[0] == 0 && values[1] == 0)
    #expect(values[2] == 1 && values[3] == -1 && values[4].isNaN && values[5] == 1 && values[6] == -1)
  }
}

@Suite("Error function: error over its range", .tags(.golden))
struct ErrorFunctionGoldenTests {
  @Test func `at most 2 units in the last place`() {
    let error = WholeRange.greatestError(of: .errorFunction, near: [0.9375, 3.9, 4]) { erf($0) }
    #expect(error.units <= 2, "\(error)")
  }

  @Test func `limits, and the sign of zero`() {
    let values = WholeRange.values(
      of: .errorFunction, [0, -0.0, .infinity, -.infinity, .nan, 1e30, -1e30, 0])
    #expect(values[0].sign == .plus && values[1].sign == .minus && values[0] == 0 && values[1] == 0)
    #expect(values[2] == 1 && values[3] == -1 && values[4].isNaN && values[5] == 1 && values[6] == -1)
  }
}

@Suite("Sigmoid: error over its range", .tags(.golden))
struct SigmoidGoldenTests {
  @Test func `at most 3 units in the last place`() {
    let error = WholeRange.greatestError(of: .sigmoid, near: [17, 87.34, 88.72, 103.97]) {
      1 / (1 + exp(-$0))
    }
    #expect(error.units <= 3, "\(error)")
  }

  @Test func `limits`() {
    let values = WholeRange.values(of: .sigmoid, [0, .infinity, -.infinity, .nan, 1e30, -1e30, -0.0, 0])
    #expect(values[0] == 0.5 && values[6] == 0.5 && values[1] == 1 && values[4] == 1)
    #expect(values[2] == 0 && values[5] == 0 && values[3].isNaN)
  }
}

@Suite("Reciprocal square root: error over its range", .tags(.golden))
struct ReciprocalSquareRootGoldenTests {
  @Test func `at most 1.5 units in the last place of every positive number`() {
    let error = WholeRange.greatestError(of: .reciprocalSquareRoot, near: [1]) { 1 / $0.squareRoot() }
    #expect(error.units <= 1.5, "\(error)")
  }

  @Test func `limits`() {
    let values = WholeRange.values(of: .reciprocalSquareRoot, [0, -0.0, .infinity, -1, .nan, 1, 4, 0x1p-148])
    #expect(values[0] == .infinity && values[1] == -.infinity && values[2] == 0 && values[3].isNaN)
    #expect(values[4].isNaN && values[5] == 1 && values[6] == 0.5 && values[7] == 0x1p74)
  }
}

@Suite("Vector functions: lanes", .tags(.property))
struct VectorFunctionPropertyTests {
  @Test("a value depends neither on its lane nor on its neighbours", arguments: VectorFunction.allCases)
  func lanes(function: VectorFunction) {
    let arguments = stride(from: 0, to: 1 << 32, by: 8_388_593).map { Float(bitPattern: UInt32($0)) }
    for lane in 0..<8 {
      for neighbour: Float in [.nan, 0.3, -1e30] {
        let together = arguments.flatMap { argument in
          (0..<8).map { $0 == lane ? argument : neighbour }
        }
        let values = WholeRange.values(of: function, together)
        for (index, argument) in arguments.enumerated() {
          let alone = WholeRange.values(of: function, Array(repeating: argument, count: 8))[0]
          let value = values[8 * index + lane]
          #expect(
            value.bitPattern == alone.bitPattern || value.isNaN && alone.isNaN, "\(argument), lane \(lane)")
        }
      }
    }
  }

  @Test func `a buffer that is no multiple of eight stops the program`() async {
    await #expect(processExitsWith: .failure) {
      var values: [Float] = [1, 2, 3]
      values.withUnsafeMutableBufferPointer {
        VectorFunction.logarithm.apply(to: $0.baseAddress!, count: 3, into: $0.baseAddress!)
      }
    }
  }
}
