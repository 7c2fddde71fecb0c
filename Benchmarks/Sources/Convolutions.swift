import ArgumentParser
import TensorEngine

/// A 3x3 convolution of stride 1 with a halo of zeros, over a batch, through one family of kernels.
struct Convolutions {
  enum Pass: String, CaseIterable, ExpressibleByArgument {
    case forward, inputGradient, weightGradient
  }

  enum Kernels: String, CaseIterable, ExpressibleByArgument {
    case direct, winograd
  }

  /// What the gradient of a weight is summed over before it is transformed back, as plans do it.
  private static let shardSize = 16

  private let pass: Pass
  private let kernels: Kernels
  private let batchSize: Int
  private let shape: ConvolutionShape
  private let winograd: WinogradShape
  private let turned: WinogradShape
  private let inputLayout, outputLayout, gradientLayout, resultLayout: ImageLayout
  private let input, output, gradient, result: FloatArena
  private let weight, bias, turnedWeight, transformed, scratch, biasGradient: FloatArena

  /// Images of `rowCount` x `columnCount` pixels, random values.
  ///
  /// - Precondition: Sizes are at least 1, channels multiples of 16.
  init(
    pass: Pass, kernels: Kernels, rowCount: Int, columnCount: Int, channelCount: Int, outputCount: Int,
    batchSize: Int
  ) {
    (self.pass, self.kernels, self.batchSize) = (pass, kernels, batchSize)
    shape = ConvolutionShape(
      channelCount: channelCount, panelCount: outputCount / 16, kernelHeight: 3, kernelWidth: 3,
      rowStride: 1, columnStride: 1)
    winograd = WinogradShape(
      channelCount: channelCount, panelCount: outputCount / 16, rowCount: rowCount, columnCount: columnCount)
    turned = winograd.inputGradientShape(rowCount: rowCount, columnCount: columnCount)
    func layout(_ channels: Int, halo: Int) -> ImageLayout {
      let rowStride = (columnCount + 2 * halo) * channels
      return ImageLayout(
        origin: halo * (rowStride + channels), exampleStride: (rowCount + 2 * halo) * rowStride,
        workerStride: 0, rowStride: rowStride, columnStride: channels, rowCount: rowCount,
        columnCount: columnCount, channelCount: channels)
    }
    inputLayout = layout(channelCount, halo: 1)
    outputLayout = layout(outputCount, halo: 0)
    gradientLayout = layout(outputCount, halo: 2)
    resultLayout = layout(channelCount, halo: 0)
    input = .random(count: inputLayout.exampleStride * batchSize, seed: 1)
    output = FloatArena(count: outputLayout.exampleStride * batchSize)
    gradient = .random(count: gradientLayout.exampleStride * batchSize, seed: 2)
    result = FloatArena(count: max(resultLayout.exampleStride * batchSize, shape.depth * outputCount))
    weight = .random(count: shape.depth * outputCount, seed: 3)
    bias = .random(count: outputCount, seed: 4)
    turnedWeight = FloatArena(count: shape.depth * outputCount)
    transformed = FloatArena(count: winograd.transformedWeightCount)
    scratch = FloatArena(count: max(winograd.scratchCount, turned.scratchCount))
    biasGradient = FloatArena(count: outputCount)
  }

  /// One pass over the batch; what is done once for a batch is part of it.
  func perform() {
    switch pass {
    case .forward:
      if kernels == .winograd {
        Winograd.transform(winograd, weight: weight.start, into: transformed.start)
      }
      for example in 0..<batchSize { forward(example) }
    case .inputGradient:
      Convolution.flip(shape, weight: weight.start, into: turnedWeight.start)
      if kernels == .winograd {
        Winograd.transform(turned, weight: turnedWeight.start, into: transformed.start)
      }
      for example in 0..<batchSize { inputGradient(example) }
    case .weightGradient:
      for example in 0..<batchSize { addWeightGradient(example) }
    }
  }

  private func forward(_ example: Int) {
    let image = input.start + example * inputLayout.exampleStride
    let target = output.start + example * outputLayout.exampleStride
    switch kernels {
    case .direct:
      Convolution.forward(
        shape, input: image, inputLayout: inputLayout, weight: weight.start, bias: bias.start,
        output: target, outputLayout: outputLayout, isRectified: true)
    case .winograd:
      Winograd.forward(
        winograd, input: image, inputLayout: inputLayout, weight: transformed.start, bias: bias.start,
        output: target, outputLayout: outputLayout, isRectified: true, scratch: scratch.start)
    }
  }

  private func inputGradient(_ example: Int) {
    let image = gradient.start + example * gradientLayout.exampleStride
    // The window of input pixel (0, 0) starts one pixel up and left of the gradient's first.
    let window = image + gradientLayout.origin - gradientLayout.rowStride - gradientLayout.columnStride
    let activation = input.start + example * inputLayout.exampleStride + inputLayout.origin
    let target = result.start + example * resultLayout.exampleStride
    switch kernels {
    case .direct:
      Convolution.inputGradient(
        shape, outputGradient: image + gradientLayout.origin, outputGradientLayout: gradientLayout,
        flippedWeight: turnedWeight.start, padding: ImagePadding(above: 1, left: 1),
        activation: activation, activationLayout: inputLayout,
        inputGradient: target, inputGradientLayout: resultLayout)
    case .winograd:
      Winograd.inputGradient(
        turned, outputGradient: window, outputRowStride: gradientLayout.rowStride,
        weight: transformed.start, activation: activation, activationLayout: inputLayout,
        inputGradient: target, inputGradientLayout: resultLayout, scratch: scratch.start)
    }
  }

  private func addWeightGradient(_ example: Int) {
    let image = input.start + example * inputLayout.exampleStride
    let pixels = gradient.start + example * gradientLayout.exampleStride + gradientLayout.origin
    switch kernels {
    case .direct:
      Convolution.addWeightGradient(
        shape, input: image, inputLayout: inputLayout, outputGradient: pixels,
        outputGradientLayout: gradientLayout, weightGradient: result.start)
    case .winograd:
      if example % Self.shardSize == 0 {
        transformed.start.update(repeating: 0, count: winograd.transformedWeightCount)
      }
      Winograd.addWeightGradient(
        winograd, input: image, inputLayout: inputLayout, outputGradient: pixels,
        outputGradientLayout: gradientLayout, transformedGradient: transformed.start, scratch: scratch.start)
      if example % Self.shardSize == Self.shardSize - 1 || example == batchSize - 1 {
        Winograd.weightGradient(winograd, from: transformed.start, into: result.start)
      }
    }
    Convolution.addBiasGradient(
      outputGradient: pixels, outputGradientLayout: gradientLayout, biasGradient: biasGradient.start)
  }
}
