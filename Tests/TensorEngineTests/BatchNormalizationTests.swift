import SeededRandom
import TensorEngine
import TestSupport
import Testing

/// Statistics of images whose mean is far from zero, against sums in Double: in single precision the difference
/// of two large sums would keep few digits.
@Suite("Batch normalisation: statistics", .tags(.property))
struct BatchNormalizationStatisticsTests {
  private static let layout = ImageLayout(
    origin: 0, exampleStride: 5 * 7 * 16, workerStride: 0, rowStride: 7 * 16, columnStride: 16, rowCount: 5,
    columnCount: 7, channelCount: 16)

  @Test(
    "are those of the batch, whatever its shards and mean", arguments: [1, 2, 16, 17, 37, 48], [0, 1e3, -1e5])
  func wholeBatch(count: Int, offset: Double) {
    var random = RandomStream(seed: UInt64(count), purpose: .synthesis)
    let layout = Self.layout
    let values = (0..<count * layout.exampleStride).map { _ in Float(random.normal() + offset) }
    let shardSize = 16
    let sumsCount = BatchNormalization.sumsCount(channelCount: 16)
    var statistics = [Float](repeating: .nan, count: 3 * sumsCount)
    for example in 0..<count {
      values.withUnsafeBufferPointer { values in
        statistics.withUnsafeMutableBufferPointer {
          BatchNormalization.addStatistics(
            of: values.baseAddress! + layout.offset(example: example, worker: 0), layout,
            number: example % shardSize, into: $0.baseAddress! + example / shardSize * sumsCount)
        }
      }
    }
    let extent = BatchNormalization.Extent(
      exampleCount: count, shardSize: shardSize, pixelCount: 35, channelCount: 16)
    var (means, variances) = ([Float](repeating: 0, count: 16), [Float](repeating: 0, count: 16))
    BatchNormalization.updateRunning(
      extent, channels: 0..<16, statistics: statistics, momentum: 1, runningMean: &means,
      runningVariance: &variances)
    for channel in 0..<16 {
      let ofChannel = stride(from: channel, to: values.count, by: 16).map { Double(values[$0]) }
      let mean = ofChannel.reduce(0, +) / Double(ofChannel.count)
      let squares = ofChannel.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let variance = squares / Double(ofChannel.count - 1)
      #expect(abs(Double(means[channel]) - mean) <= 1.2e-7 * abs(mean) + 1e-7)
      #expect(abs(Double(variances[channel]) - variance) <= 1e-6 * variance)
    }
  }
}
