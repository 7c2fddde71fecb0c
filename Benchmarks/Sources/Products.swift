import ArgumentParser
import SeededRandom
import TensorEngine

/// A matrix product, `[M, K]` by `[K, N]`, through one of the engine's kernels.
struct Products {
  /// Which kernel multiplies.
  enum Kernel: String, CaseIterable, ExpressibleByArgument {
    /// ``Dense``'s forward product: M examples, K inputs, N outputs, the weight in panels as plans have it.
    case dense
    /// ``Dense``'s weight gradient: M inputs, K examples, N outputs.
    case weightGradient
    /// ``MatrixProduct``: both operands row-major, packed in every call.
    case packed
  }

  private let kernel: Kernel
  private let rowCount, depth, columnCount: Int
  private let left, right, bias, result, scratch: FloatArena

  /// A product of random matrices.
  ///
  /// - Precondition: All sizes are at least 1; for the dense kernels `columnCount` is a multiple of 16.
  init(kernel: Kernel, rowCount: Int, depth: Int, columnCount: Int) {
    self.kernel = kernel
    (self.rowCount, self.depth, self.columnCount) = (rowCount, depth, columnCount)
    left = .random(count: rowCount * depth, seed: 1)
    right = .random(count: depth * columnCount, seed: 2)
    bias = FloatArena(count: columnCount)
    result = FloatArena(count: rowCount * columnCount)
    scratch = FloatArena(
      count: MatrixProduct.scratchCount(rowCount: rowCount, depth: depth, columnCount: columnCount))
  }

  /// Multiplies once.
  func perform() {
    switch kernel {
    case .dense:
      Dense.forward(
        rows: 0..<rowCount, input: left.start, inputStride: depth, depth: depth, weight: right.start,
        panelCount: columnCount / 16, bias: bias.start, output: result.start, outputStride: columnCount,
        isRectified: false)
    case .weightGradient:
      Dense.weightGradient(
        inputs: 0..<rowCount, batch: depth, input: left.start, inputStride: rowCount, depth: rowCount,
        outputGradient: right.start, panelCount: columnCount / 16, target: .keep(result.start))
    case .packed:
      MatrixProduct.multiply(
        rowCount: rowCount, depth: depth, columnCount: columnCount, left: left.start, leftStride: depth,
        right: right.start, rightStride: columnCount, into: result.start, stride: columnCount,
        scratch: scratch.start)
    }
  }
}

extension FloatArena {
  /// Uniform values in -0.5 ..< 0.5.
  static func random(count: Int, seed: UInt64) -> FloatArena {
    var random = RandomStream(seed: seed, purpose: .synthesis)
    let arena = FloatArena(count: count)
    for index in 0..<count { arena.start[index] = Float(random.uniform()) - 0.5 }
    return arena
  }
}
