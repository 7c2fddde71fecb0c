import SeededRandom
import TensorEngine
import TestSupport
import Testing

/// Input gradients of convolutions of any kernel, stride and padding, on small whole numbers, whose sums are exact.
///
/// The gradient has zeros around it as far as its windows reach and NaN beyond; so has memory around the results,
/// which must stay so.
@Suite("Convolution: input gradient of strides", .tags(.property))
struct StridedConvolutionTests {
  /// One axis of a convolution: windows of `kernel` pixels, `stride` apart, over `padding` zeros and `input` pixels.
  private struct Axis {
    let kernel, stride, padding, input, output: Int

    /// Any, with rests that no window covers.
    init(using random: inout RandomStream) {
      kernel = 1 + random.integer(below: 5)
      stride = 1 + random.integer(below: 6)
      padding = random.integer(below: kernel)
      output = 1 + random.integer(below: 9)
      let behind = random.integer(below: kernel)
      let covered = (output - 1) * stride + kernel - padding - behind
      input = max(1, covered) + (behind == 0 ? random.integer(below: stride) : 0)
    }

    /// Zeros that windows reach before and behind the gradient.
    var reach: (before: Int, behind: Int) {
      let taps = (kernel - 1) / stride
      return (taps, max(0, (input - 1 + padding) / stride + 1 - output))
    }
  }

  private struct Trial {
    let rows, columns: Axis
    let channelCount, outputCount: Int
    /// `[row, column, output]`.
    let outputGradient: [Float]
    /// `[row, column, channel]`: what comes out of a relu.
    let activation: [Float]

    init(seed: UInt64, isDepthwise: Bool) {
      var random = RandomStream(seed: seed, purpose: .synthesis)
      (rows, columns) = (Axis(using: &random), Axis(using: &random))
      channelCount = 16 * (1 + random.integer(below: 2))
      outputCount = isDepthwise ? channelCount : 16 * (1 + random.integer(below: 3))
      outputGradient = (0..<rows.output * columns.output * outputCount).map { _ in
        Float(random.integer(below: 7) - 3)
      }
      activation = (0..<rows.input * columns.input * channelCount).map { _ in
        Float(random.integer(below: 2))
      }
    }

    var tapCount: Int { rows.kernel * columns.kernel }
    var description: String { "rows \(rows), columns \(columns), \(channelCount) to \(outputCount) channels" }

    var shape: ConvolutionShape {
      ConvolutionShape(
        channelCount: channelCount, panelCount: outputCount / 16, kernelHeight: rows.kernel,
        kernelWidth: columns.kernel, rowStride: rows.stride, columnStride: columns.stride)
    }

    func weights(_ count: Int) -> [Float] {
      var random = RandomStream(seed: UInt64(count), purpose: .synthesis)
      return (0..<count).map { _ in Float(random.integer(below: 7) - 3) }
    }

    /// The gradient by its definition; `product(tap, channel, pixel)` is what one tap brings an input from an output.
    func expected(_ product: (_ tap: Int, _ channel: Int, _ output: Int) -> Float) -> [Float] {
      var gradient = [Float](repeating: 0, count: activation.count)
      for output in 0..<rows.output * columns.output {
        for tap in 0..<tapCount {
          let row = output / columns.output * rows.stride + tap / columns.kernel - rows.padding
          let column = output % columns.output * columns.stride + tap % columns.kernel - columns.padding
          guard row >= 0, row < rows.input, column >= 0, column < columns.input else { continue }
          for channel in 0..<channelCount {
            gradient[(row * columns.input + column) * channelCount + channel] += product(tap, channel, output)
          }
        }
      }
      return zip(gradient, activation).map { $1 > 0 ? $0 : 0 }
    }

    typealias Kernel = (
      _ outputGradient: UnsafePointer<Float>, _ outputGradientLayout: ImageLayout, _ padding: ImagePadding,
      _ activation: UnsafePointer<Float>, _ inputLayout: ImageLayout,
      _ inputGradient: UnsafeMutablePointer<Float>,
      _ inputGradientLayout: ImageLayout
    ) -> Void

    /// What `kernel` writes, and whether it left the memory around alone.
    func results(of kernel: Kernel) -> (gradient: [Float], isTidy: Bool) {
      let (reach, side) = (rows.reach, columns.reach)
      let gradient = PaddedImage(
        rows.output, columns.output, channels: outputCount, above: reach.before, below: reach.behind,
        left: side.before, right: side.behind)
      gradient.fill(with: outputGradient, around: 0)
      let input = PaddedImage(
        rows.input, columns.input, channels: channelCount, above: 1, below: 0, left: 2, right: 1)
      input.fill(with: activation, around: .nan)
      let result = PaddedImage(
        rows.input, columns.input, channels: channelCount, above: 1, below: 1, left: 1, right: 1)
      kernel(
        gradient.firstPixel, gradient.layout, ImagePadding(above: rows.padding, left: columns.padding),
        input.firstPixel, input.layout, result.firstPixel, result.layout)
      return (result.values, result.writtenCount == activation.count)
    }
  }

  @Test("is the definition's, to the bit", arguments: 0..<200 as Range<UInt64>)
  func convolution(seed: UInt64) {
    let trial = Trial(seed: seed, isDepthwise: false)
    let (channels, outputs) = (trial.channelCount, trial.outputCount)
    // [panel, tap, channel, 16].
    let weight = trial.weights(trial.tapCount * channels * outputs)
    let expected = trial.expected { tap, channel, output in
      (0..<outputs).reduce(0) { sum, o in
        let place = ((o / 16 * trial.tapCount + tap) * channels + channel) * 16 + o % 16
        return sum + weight[place] * trial.outputGradient[output * outputs + o]
      }
    }
    var flipped = [Float](repeating: .nan, count: weight.count)
    Convolution.flip(trial.shape, weight: weight, into: &flipped)
    let (found, isTidy) = trial.results {
      gradient, layout, padding, activation, input, result, resultLayout in
      Convolution.inputGradient(
        trial.shape, outputGradient: gradient, outputGradientLayout: layout, flippedWeight: flipped,
        padding: padding, activation: activation, activationLayout: input, inputGradient: result,
        inputGradientLayout: resultLayout)
    }
    #expect(found == expected && isTidy, "\(trial.description)")
  }

  @Test("of each channel by itself is the definition's, to the bit", arguments: 200..<400 as Range<UInt64>)
  func depthwiseConvolution(seed: UInt64) {
    let trial = Trial(seed: seed, isDepthwise: true)
    let channels = trial.channelCount
    let weight = trial.weights(trial.tapCount * channels)
    let expected = trial.expected { tap, channel, output in
      weight[tap * channels + channel] * trial.outputGradient[output * channels + channel]
    }
    var flipped = [Float](repeating: .nan, count: weight.count)
    DepthwiseConvolution.flip(trial.shape, weight: weight, into: &flipped)
    let (found, isTidy) = trial.results {
      gradient, layout, padding, activation, input, result, resultLayout in
      DepthwiseConvolution.inputGradient(
        trial.shape, outputGradient: gradient, outputGradientLayout: layout, flippedWeight: flipped,
        padding: padding, activation: activation, activationLayout: input, inputGradient: result,
        inputGradientLayout: resultLayout)
    }
    #expect(found == expected && isTidy, "\(trial.description)")
  }
}

/// A channels-last image in memory of its own, NaN where nothing was put.
private struct PaddedImage {
  let layout: ImageLayout
  private let arena: FloatArena
  private let count: Int

  init(_ rows: Int, _ columns: Int, channels: Int, above: Int, below: Int, left: Int, right: Int) {
    let rowStride = (left + columns + right) * channels
    layout = ImageLayout(
      origin: 64 + above * rowStride + left * channels, exampleStride: 0, workerStride: 0,
      rowStride: rowStride,
      columnStride: channels, rowCount: rows, columnCount: columns, channelCount: channels)
    count = (above + rows + below) * rowStride
    arena = FloatArena(count: 64 + count + 64)
    arena.start.update(repeating: .nan, count: arena.count)
  }

  var firstPixel: UnsafeMutablePointer<Float> { arena.start + layout.origin }
  /// Values that are not NaN.
  var writtenCount: Int { (0..<arena.count).count { !arena.start[$0].isNaN } }

  private var places: [Int] {
    (0..<layout.rowCount * layout.columnCount * layout.channelCount).map { index in
      let pixel = index / layout.channelCount
      return layout.pixel(pixel / layout.columnCount, pixel % layout.columnCount) + index
        % layout.channelCount
    }
  }

  /// The pixels' values, `[row, column, channel]`.
  var values: [Float] { places.map { firstPixel[$0] } }

  func fill(with values: [Float], around: Float) {
    (arena.start + 64).update(repeating: around, count: count)
    for (place, value) in zip(places, values) { firstPixel[place] = value }
  }
}
