// Batch normalisation, y = activation((x - mean) / √(variance + ε) · weight + bias + addend), and its gradients.
//
// Axes: `pixel` (row, column) of channels-last images, c (channel). Mean and variance of a channel are taken over
// the batch's pixels, hence over examples that are computed by different workers and at different times:
//
//   statistics      of each example its mean and sum of squares about it, merged example by example into those
//                   of a shard, and these in their order into those of the batch; sums are taken about the mean
//                   of the example's first row, which loses few digits however large the mean is
//   forward         as above, in one pass with the addition and the relu that follow
//   gradient sums   Σ g and Σ g (x - mean) of a shard, g the gradient of y before activation and addition
//   input gradient  dx = weight / √(variance + ε) · (g - Σ g / n - (x - mean) / (variance + ε) · Σ g (x - mean) / n)
//   weight, bias    Σ g (x - mean) / √(variance + ε), Σ g
//
// Rows are summed in Float, all else in Double: a shard's sums are kept as pairs of Double for each channel.
//
// Sources: Ioffe and Szegedy, "Batch normalization", ICML 2015, algorithm 1 and the gradients in section 3;
// merging: Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances",
// COMPSTAT 1982, equation 2.1. The naive twin is `Tests/NeuralNetworksTests/Naive/NaiveNormalization.swift`.

/// The kernels of batch normalisation.
package enum BatchNormalization {
  /// How many values the statistics of a batch are taken from.
  package struct Extent: BitwiseCopyable, Sendable {
    /// Examples of the batch.
    package var exampleCount: Int
    /// Examples of each shard but the last.
    package var shardSize: Int
    /// Pixels of an example.
    package var pixelCount: Int
    /// Channels as stored; a multiple of 8.
    package var channelCount: Int

    package init(exampleCount: Int, shardSize: Int, pixelCount: Int, channelCount: Int) {
      self.exampleCount = exampleCount
      self.shardSize = shardSize
      self.pixelCount = pixelCount
      self.channelCount = channelCount
    }

    var shardCount: Int { (exampleCount + shardSize - 1) / shardSize }
    /// Values of a channel in the batch.
    var valueCount: Double { Double(exampleCount * pixelCount) }
  }

  /// `Float` values that the sums of one shard take: two `Double` for each channel.
  package static func sumsCount(channelCount: Int) -> Int { 4 * channelCount }

  /// `Float` values that coefficients take for each channel.
  package static let coefficientCount = 4

  // MARK: Forward

  /// Merges one example into the statistics of its shard.
  ///
  /// - Parameters:
  ///   - input: Pixel (0, 0) of `layout`.
  ///   - number: The example's place in its shard; at 0 the statistics begin.
  ///   - statistics: `[2, channel]` of `Double`: mean, and sum of squares about it.
  package static func addStatistics(
    of input: UnsafePointer<Float>, _ layout: ImageLayout, number: Int,
    into statistics: UnsafeMutablePointer<Float>
  ) {
    let pixelCount = Double(layout.rowCount &* layout.columnCount)
    let share = 1 / Double(number + 1)
    for channel in stride(from: 0, to: layout.channelCount, by: 8) {
      let values = input + channel
      var firstRow = SIMD8<Float>.zero
      for column in 0..<layout.columnCount { firstRow += load8(values + column &* layout.columnStride) }
      let center = firstRow / Float(layout.columnCount)
      var (distanceSum, squareSum) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
      for row in 0..<layout.rowCount {
        var (distances, squares) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
        var (otherDistances, otherSquares) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
        let line = values + row &* layout.rowStride
        var column = 0
        while column &+ 1 < layout.columnCount {
          let distance = load8(line + column &* layout.columnStride) - center
          let other = load8(line + (column &+ 1) &* layout.columnStride) - center
          distances += distance
          squares.addProduct(distance, distance)
          otherDistances += other
          otherSquares.addProduct(other, other)
          column &+= 2
        }
        if column < layout.columnCount {
          let distance = load8(line + column &* layout.columnStride) - center
          distances += distance
          squares.addProduct(distance, distance)
        }
        distanceSum += SIMD8<Double>(distances + otherDistances)
        squareSum += SIMD8<Double>(squares + otherSquares)
      }
      let mean = SIMD8<Double>(center) + distanceSum / pixelCount
      let squares = squareSum - distanceSum * distanceSum / pixelCount
      let place = SumsPlace(statistics, channel: channel, channelCount: layout.channelCount)
      guard number > 0 else {
        place.store(mean, squares)
        continue
      }
      let (before, squaresBefore) = place.load()
      let distance = mean - before
      place.store(
        before + distance * share,
        squaresBefore + squares + distance * distance * (pixelCount * Double(number) * share))
    }
  }

  /// Computes what the forward pass needs of each channel: mean, weight / √(variance + ε) and bias.
  ///
  /// - Parameters:
  ///   - statistics: Of each shard, ``sumsCount(channelCount:)`` values apart.
  ///   - weight: `[channel]`.
  ///   - bias: `[channel]`.
  ///   - coefficients: `[coefficientCount, channel]`.
  package static func prepareForward(
    _ extent: Extent, statistics: UnsafePointer<Float>, epsilon: Double, weight: UnsafePointer<Float>,
    bias: UnsafePointer<Float>, coefficients: UnsafeMutablePointer<Float>
  ) {
    for channel in stride(from: 0, to: extent.channelCount, by: 8) {
      let (mean, squares) = mergedStatistics(extent, statistics, channel: channel)
      store(
        mean: mean, variance: squares / extent.valueCount, epsilon: epsilon, weight: weight, bias: bias,
        channel: channel, channelCount: extent.channelCount, to: coefficients)
    }
  }

  /// Computes what inference needs of each channel, from running statistics.
  package static func prepareInference(
    channelCount: Int, runningMean: UnsafePointer<Float>, runningVariance: UnsafePointer<Float>,
    epsilon: Double, weight: UnsafePointer<Float>, bias: UnsafePointer<Float>,
    coefficients: UnsafeMutablePointer<Float>
  ) {
    for channel in stride(from: 0, to: channelCount, by: 8) {
      store(
        mean: SIMD8(load8(runningMean + channel)), variance: SIMD8(load8(runningVariance + channel)),
        epsilon: epsilon, weight: weight, bias: bias, channel: channel, channelCount: channelCount,
        to: coefficients)
    }
  }

  private static func store(
    mean: SIMD8<Double>, variance: SIMD8<Double>, epsilon: Double, weight: UnsafePointer<Float>,
    bias: UnsafePointer<Float>, channel: Int, channelCount: Int, to coefficients: UnsafeMutablePointer<Float>
  ) {
    let scale = SIMD8<Double>(load8(weight + channel)) / (variance + epsilon).squareRoot()
    store8(SIMD8(mean), to: coefficients + channel)
    store8(SIMD8(scale), to: coefficients + channelCount + channel)
    store8(load8(bias + channel), to: coefficients + 2 &* channelCount + channel)
  }

  /// Normalises one example, adds the addend's values where there is one, and applies relu where `isRectified`.
  ///
  /// - Parameter coefficients: As `prepareForward` or `prepareInference` left them.
  package static func forward(
    _ input: UnsafePointer<Float>, _ inputLayout: ImageLayout, coefficients: UnsafePointer<Float>,
    addend: UnsafePointer<Float>?, addendLayout: ImageLayout, isRectified: Bool,
    output: UnsafeMutablePointer<Float>, outputLayout: ImageLayout
  ) {
    let channelCount = inputLayout.channelCount
    for channel in stride(from: 0, to: channelCount, by: 8) {
      let mean = load8(coefficients + channel)
      let scale = load8(coefficients + channelCount + channel)
      let bias = load8(coefficients + 2 &* channelCount + channel)
      for row in 0..<inputLayout.rowCount {
        let source = input + row &* inputLayout.rowStride + channel
        let target = output + row &* outputLayout.rowStride + channel
        let added = addend.map { $0 + row &* addendLayout.rowStride + channel }
        for column in 0..<inputLayout.columnCount {
          var values = bias.addingProduct(load8(source + column &* inputLayout.columnStride) - mean, scale)
          if let added { values += load8(added + column &* addendLayout.columnStride) }
          store8(isRectified ? rectified(values) : values, to: target + column &* outputLayout.columnStride)
        }
      }
    }
  }

  // MARK: Backward

  /// Adds one example to the gradient sums of its shard.
  ///
  /// - Parameters:
  ///   - gradient: Pixel (0, 0) of `gradientLayout`: the gradient before activation and addition.
  ///   - coefficients: As `prepareForward` left them.
  ///   - number: The example's place in its shard; at 0 the sums begin.
  ///   - sums: `[2, channel]` of `Double`: Σ g and Σ g (x - mean).
  package static func addGradientSums(
    input: UnsafePointer<Float>, inputLayout: ImageLayout, gradient: UnsafePointer<Float>,
    gradientLayout: ImageLayout, coefficients: UnsafePointer<Float>, number: Int,
    into sums: UnsafeMutablePointer<Float>
  ) {
    for channel in stride(from: 0, to: inputLayout.channelCount, by: 8) {
      let mean = load8(coefficients + channel)
      let place = SumsPlace(sums, channel: channel, channelCount: inputLayout.channelCount)
      var (sum, products) = number == 0 ? (.zero, .zero) : place.load()
      for row in 0..<inputLayout.rowCount {
        var rowSum = SIMD8<Float>.zero
        var rowProducts = SIMD8<Float>.zero
        let values = input + row &* inputLayout.rowStride + channel
        let gradients = gradient + row &* gradientLayout.rowStride + channel
        for column in 0..<inputLayout.columnCount {
          let g = load8(gradients + column &* gradientLayout.columnStride)
          rowSum += g
          rowProducts.addProduct(g, load8(values + column &* inputLayout.columnStride) - mean)
        }
        sum += SIMD8<Double>(rowSum)
        products += SIMD8<Double>(rowProducts)
      }
      place.store(sum, products)
    }
  }

  /// Computes what the input gradient needs of each channel: mean, weight / √(variance + ε), Σ g / n and
  /// Σ g (x - mean) / n / (variance + ε).
  package static func prepareBackward(
    _ extent: Extent, statistics: UnsafePointer<Float>, sums: UnsafePointer<Float>, epsilon: Double,
    weight: UnsafePointer<Float>, coefficients: UnsafeMutablePointer<Float>
  ) {
    let channelCount = extent.channelCount
    for channel in stride(from: 0, to: channelCount, by: 8) {
      let (mean, squares) = mergedStatistics(extent, statistics, channel: channel)
      let (sum, products) = mergedSums(extent, sums, channel: channel)
      let variance = squares / extent.valueCount + epsilon
      let scale = SIMD8<Double>(load8(weight + channel)) / variance.squareRoot()
      store8(SIMD8(mean), to: coefficients + channel)
      store8(SIMD8(scale), to: coefficients + channelCount + channel)
      store8(SIMD8(sum / extent.valueCount), to: coefficients + 2 &* channelCount + channel)
      store8(SIMD8(products / extent.valueCount / variance), to: coefficients + 3 &* channelCount + channel)
    }
  }

  /// Computes the gradient with respect to the input of one example.
  ///
  /// - Parameters:
  ///   - coefficients: As `prepareBackward` left them.
  ///   - isRectified: Whether the input comes out of a relu, whose derivative is then applied.
  package static func inputGradient(
    input: UnsafePointer<Float>, inputLayout: ImageLayout, isRectified: Bool,
    gradient: UnsafePointer<Float>, gradientLayout: ImageLayout, coefficients: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>, inputGradientLayout: ImageLayout
  ) {
    let channelCount = inputLayout.channelCount
    for channel in stride(from: 0, to: channelCount, by: 8) {
      let mean = load8(coefficients + channel)
      let scale = load8(coefficients + channelCount + channel)
      let gradientMean = load8(coefficients + 2 &* channelCount + channel)
      let slope = load8(coefficients + 3 &* channelCount + channel)
      for row in 0..<inputLayout.rowCount {
        let values = input + row &* inputLayout.rowStride + channel
        let gradients = gradient + row &* gradientLayout.rowStride + channel
        let target = inputGradient + row &* inputGradientLayout.rowStride + channel
        for column in 0..<inputLayout.columnCount {
          let x = load8(values + column &* inputLayout.columnStride)
          let g = load8(gradients + column &* gradientLayout.columnStride) - gradientMean
          var dx = g.addingProduct(mean - x, slope) * scale
          if isRectified { dx = rectifiedGradient(dx, activation: x) }
          store8(dx, to: target + column &* inputGradientLayout.columnStride)
        }
      }
    }
  }

  // MARK: Update

  /// Hands the gradients of the weights of `channels` to `weightTarget` and those of the biases to `biasTarget`.
  ///
  /// - Parameter channels: Bounds are multiples of 8.
  package static func parameterGradients(
    _ extent: Extent, channels: Range<Int>, statistics: UnsafePointer<Float>, sums: UnsafePointer<Float>,
    epsilon: Double, weightTarget: GradientTarget, biasTarget: GradientTarget
  ) {
    for channel in stride(from: channels.lowerBound, to: channels.upperBound, by: 8) {
      let (_, squares) = mergedStatistics(extent, statistics, channel: channel)
      let (sum, products) = mergedSums(extent, sums, channel: channel)
      let deviation = (squares / extent.valueCount + epsilon).squareRoot()
      weightTarget.take(SIMD8(products / deviation), at: channel)
      biasTarget.take(SIMD8(sum), at: channel)
    }
  }

  /// Moves the running statistics of `channels` towards the batch's, whose variance is taken unbiased.
  ///
  /// - Parameters:
  ///   - channels: Bounds are multiples of 8.
  ///   - momentum: The share of the batch, in 0...1.
  /// - Precondition: The batch has two values of a channel or more.
  package static func updateRunning(
    _ extent: Extent, channels: Range<Int>, statistics: UnsafePointer<Float>, momentum: Double,
    runningMean: UnsafeMutablePointer<Float>, runningVariance: UnsafeMutablePointer<Float>
  ) {
    for channel in stride(from: channels.lowerBound, to: channels.upperBound, by: 8) {
      let (mean, squares) = mergedStatistics(extent, statistics, channel: channel)
      let variance = squares / (extent.valueCount - 1)
      let (oldMean, oldVariance) = (
        SIMD8<Double>(load8(runningMean + channel)), SIMD8<Double>(load8(runningVariance + channel))
      )
      store8(SIMD8(oldMean + (mean - oldMean) * momentum), to: runningMean + channel)
      store8(SIMD8(oldVariance + (variance - oldVariance) * momentum), to: runningVariance + channel)
    }
  }

  // MARK: Shards

  /// Mean and sum of squares of the whole batch, of eight channels; shards are merged in their order.
  @inline(__always)
  private static func mergedStatistics(
    _ extent: Extent, _ statistics: UnsafePointer<Float>, channel: Int
  ) -> (mean: SIMD8<Double>, squares: SIMD8<Double>) {
    var (mean, squares) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    var count = 0.0
    for shard in 0..<extent.shardCount {
      let (shardMean, shardSquares) = SumsPlace(extent, statistics, shard: shard, channel: channel).load()
      let examples = min(extent.shardSize, extent.exampleCount - shard * extent.shardSize)
      let added = Double(examples * extent.pixelCount)
      let distance = shardMean - mean
      squares += shardSquares + distance * distance * (count * added / (count + added))
      mean += distance * (added / (count + added))
      count += added
    }
    return (mean, squares)
  }

  /// The gradient sums of the whole batch, of eight channels.
  @inline(__always)
  private static func mergedSums(
    _ extent: Extent, _ sums: UnsafePointer<Float>, channel: Int
  ) -> (sum: SIMD8<Double>, products: SIMD8<Double>) {
    var (sum, products) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
    for shard in 0..<extent.shardCount {
      let part = SumsPlace(extent, sums, shard: shard, channel: channel).load()
      sum += part.0
      products += part.1
    }
    return (sum, products)
  }
}

/// Two `Double` for each of eight channels, in memory that is counted in `Float`.
private struct SumsPlace {
  private let first, second: UnsafeMutableRawPointer

  @inline(__always)
  init(_ sums: UnsafeMutablePointer<Float>, channel: Int, channelCount: Int) {
    first = UnsafeMutableRawPointer(sums + 2 &* channel)
    second = UnsafeMutableRawPointer(sums + 2 &* (channelCount + channel))
  }

  /// A place that is only read.
  @inline(__always)
  init(_ extent: BatchNormalization.Extent, _ sums: UnsafePointer<Float>, shard: Int, channel: Int) {
    self.init(
      UnsafeMutablePointer(
        mutating: sums + shard &* BatchNormalization.sumsCount(channelCount: extent.channelCount)),
      channel: channel, channelCount: extent.channelCount)
  }

  @inline(__always)
  func load() -> (SIMD8<Double>, SIMD8<Double>) {
    (first.loadUnaligned(as: SIMD8<Double>.self), second.loadUnaligned(as: SIMD8<Double>.self))
  }

  @inline(__always)
  func store(_ a: SIMD8<Double>, _ b: SIMD8<Double>) {
    first.storeBytes(of: a, as: SIMD8<Double>.self)
    second.storeBytes(of: b, as: SIMD8<Double>.self)
  }
}
