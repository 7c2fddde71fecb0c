import Datasets
import Glibc
import SeededRandom
import TestSupport
import Testing

@Suite("Normalisation of features", .tags(.property))
struct CorpusScaleTests {
  /// A table of chance values, each feature with an offset and a spread of its own.
  private static func table(shape: [Int], clips: Int, seed: UInt64 = 1) -> FeatureTable {
    let count = shape.reduce(1, *)
    var random = RandomStream(seed: seed, purpose: .synthesis)
    let values = (0..<clips * count).map { index in
      Float(Double(index % count) * 10 + random.normal() * pow(3, Double(index % count % 5)))
    }
    return table(shape: shape, values: values)
  }

  private static func table(shape: [Int], values: [Float]) -> FeatureTable {
    let clips = values.count / shape.reduce(1, *)
    return FeatureTable(
      shape: shape, values: values, labels: [Int32](repeating: 0, count: clips),
      folds: [Int](repeating: 1, count: clips), ids: (0..<clips).map { "clip\($0)" })
  }

  private static func moments(_ values: [Float]) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0) { $0 + Double($1) } / Double(values.count)
    let squares = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (mean, (squares / Double(values.count)).squareRoot())
  }

  private static func scaled(
    _ table: FeatureTable, by examples: [Int32], clip: Double? = nil
  ) -> FeatureTable {
    table.normalized(by: .corpus(CorpusScale(fittedTo: examples, of: table, clip: clip)))
  }

  @Test(arguments: [[7], [1, 3, 5], [2, 3, 4]])
  func `each row has mean 0 and deviation 1 over the clips that it was fitted to`(shape: [Int]) {
    let table = Self.table(shape: shape, clips: 40)
    let fitted = (0..<30).map { Int32($0) }
    let scaled = Self.scaled(table, by: fitted)
    let rowCount = CorpusScale.rowCount(of: shape)
    #expect(rowCount == (shape.count == 1 ? 7 : shape[0] * shape[1]))
    let length = table.featureCount / rowCount
    for row in 0..<rowCount {
      let (mean, deviation) = Self.moments(
        fitted.flatMap { Array(scaled[Int($0)].dropFirst(row * length).prefix(length)) })
      #expect(abs(mean) < 1e-5 && abs(deviation - 1) < 1e-5, "row \(row): \(mean), \(deviation)")
    }
    let others = Self.moments((30..<40).flatMap { Array(scaled[$0]) })
    #expect(others.mean != 0 && abs(others.mean) < 1, "the others are on the same scale")
  }

  @Test func `the deviation is that of the clips themselves, not of a sample`() {
    let table = Self.table(shape: [2], values: [1, 5, 2, 5, 3, 5, 4, 5])
    let scale = CorpusScale(fittedTo: [0, 1, 2, 3], of: table, clip: nil)
    #expect(scale.means == [2.5, 5])
    // The square root of 5 / 4.
    #expect(scale.deviations == [1.118_034, 0])
  }

  @Test func `clips that it was not fitted to change no bit of it, whatever is in them`() {
    let table = Self.table(shape: [2, 3, 4], clips: 20)
    let fitted: [Int32] = [1, 2, 5, 7, 11, 13, 17, 19]
    let scale = CorpusScale(fittedTo: fitted, of: table, clip: 6)
    for clip in 0..<20 {
      for value in [0, 1e30, .nan, .infinity] as [Float] {
        var values = table.values
        for index in clip * 24..<(clip + 1) * 24 { values[index] = value }
        let other = CorpusScale(
          fittedTo: fitted, of: Self.table(shape: [2, 3, 4], values: values), clip: 6)
        #expect((other == scale) == !fitted.contains(Int32(clip)), "clip \(clip), \(value)")
      }
    }
  }

  @Test func `a row that is the same in all clips it was fitted to becomes 0 in every clip`() {
    // The second differs by what rounds away beside its mean, the third in the last clip alone.
    let step = Float(1e6).ulp
    let values: [Float] = [1, 1e6, 7, 2, 1e6 + step, 7, 3, 1e6, 7, 4, 1e6, 70_000]
    let scaled = Self.scaled(Self.table(shape: [3], values: values), by: [0, 1, 2])
    #expect(stride(from: 1, to: 12, by: 3).map { scaled.values[$0] } == [0, 0, 0, 0])
    #expect(stride(from: 2, to: 12, by: 3).map { scaled.values[$0] } == [0, 0, 0, 0])
    #expect(scaled.values[0] < 0 && scaled.values[6] > 0)
  }

  @Test func `values are cut at so many deviations, and finite without that`() {
    let values: [Float] = [-1, 1, 100, -100, 3e38, -3e38]
    let table = Self.table(shape: [1], values: values)
    #expect(Self.scaled(table, by: [0, 1], clip: 6).values == [-1, 1, 6, -6, 6, -6])
    #expect(Self.scaled(table, by: [0, 1], clip: 0.5).values == [-0.5, 0.5, 0.5, -0.5, 0.5, -0.5])
    let small = Self.table(shape: [1], values: [-1e-30, 1e-30, 3e38, -3e38])
    let uncut = Self.scaled(small, by: [0, 1]).values
    #expect(uncut[0] == -1 && uncut[1] == 1)
    #expect(uncut[2] == .greatestFiniteMagnitude && uncut[3] == -.greatestFiniteMagnitude)
  }

  @Test func `a clip by itself has mean 0 and deviation 1 over all its values, silence becomes 0`() {
    var table = Self.table(shape: [1, 4, 6], clips: 3)
    table = Self.table(shape: [1, 4, 6], values: table.values + [Float](repeating: -80, count: 24))
    let scaled = table.normalized(by: .clip)
    for clip in 0..<3 {
      let (mean, deviation) = Self.moments(Array(scaled[clip]))
      #expect(abs(mean) < 1e-5 && abs(deviation - 1) < 1e-5)
    }
    #expect(scaled[3].allSatisfy { $0 == 0 })
    #expect(scaled.labels == table.labels && scaled.ids == table.ids && scaled.shape == table.shape)
  }
}
