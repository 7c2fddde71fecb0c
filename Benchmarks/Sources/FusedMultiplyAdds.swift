/// Fused multiply-adds on registers alone: how fast the processor could be, were there no memory.
struct FusedMultiplyAdds {
  /// Sums that do not wait for each other: enough to hide the operation's latency in both of its units.
  private static let sumCount = 12
  private let roundCount: Int
  private var sums = [SIMD8<Float>](repeating: .one, count: sumCount)

  /// About `operationCount` floating-point operations in each repetition, a multiply-add being two.
  init(operationCount: Int) {
    roundCount = max(1, operationCount / (2 * 8 * Self.sumCount))
  }

  /// Computes once; what comes out is kept, so that nothing can be left out.
  mutating func perform() {
    var registers: InlineArray<12, SIMD8<Float>> = .init(repeating: .zero)
    for index in 0..<Self.sumCount { registers[index] = sums[index] }
    let factor = SIMD8<Float>(repeating: 0.999_999)
    let addend = SIMD8<Float>(repeating: 1e-6)
    for _ in 0..<roundCount {
      for index in 0..<Self.sumCount {
        registers[unchecked: index] = addend.addingProduct(registers[unchecked: index], factor)
      }
    }
    for index in 0..<Self.sumCount { sums[index] = registers[index] }
  }
}
