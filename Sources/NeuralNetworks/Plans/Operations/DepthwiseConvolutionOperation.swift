import ExperimentSchema
import TensorEngine

/// `activation(W * x + b)`, each channel filtered by itself. Gradients as in ``ConvolutionOperation``.
struct DepthwiseConvolutionOperation: BitwiseCopyable {
  var shape: ConvolutionShape
  var input, output: ImageLayout
  /// The zeros before the input's first row and column, in its halo.
  var padding: ImagePadding
  var inputGradient, outputGradient: ImageLayout?
  var inputIsRectified: Bool
  var isRectified: Bool
  var parameter: Int
  /// Partial gradients of weight and bias, one for each shard.
  var shards: ImageLayout?
  /// The weight turned round, one per worker.
  var flippedWeight: ImageLayout?
}

extension PlanCompiler {
  mutating func appendDepthwiseConvolution(
    _ convolution: LayerSpecification.Convolution2D, at index: Int
  ) -> PlanValue {
    let node = graph.nodes[index]
    let input = takeImage(for: node)
    let kernel = convolution.kernelSize
    let stride = convolution.stride.stride(for: node.output)
    var order = input.order
    (order.rows, order.columns) = (node.output.rows, node.output.columns)
    let parameter = addDepthwiseParameter(node, order: order, taps: kernel.melBand * kernel.frame)
    let gradients = makeConvolutionGradients(
      node, kernel: kernel, stride: stride, order: order, input: input, parameter: parameter,
      weightCount: parameters[parameter].weightCount)
    let output = makeImage(order, of: index)
    let shape = ConvolutionShape(
      channelCount: order.storedChannels, panelCount: order.storedChannels / 16,
      kernelHeight: kernel.melBand, kernelWidth: kernel.frame, rowStride: stride.melBand,
      columnStride: stride.frame)
    operations.append(
      PlannedOperation(
        phase: input.phase, forward: [input.activation, output],
        backward: trains ? [input.activation] + gradients.touched + [input.gradient].compactMap(\.self) : [],
        update: [gradients.shards].compactMap(\.self)
      ) { layouts in
        .depthwiseConvolution(
          DepthwiseConvolutionOperation(
            shape: shape, input: layouts[input.activation], output: layouts[output],
            padding: ImagePadding(node.halo), inputGradient: layouts[input.gradient],
            outputGradient: layouts[gradients.output], inputIsRectified: input.isRectified,
            isRectified: node.isRectified, parameter: parameter,
            shards: layouts[gradients.shards], flippedWeight: layouts[gradients.flippedWeight]))
      })
    explanation.append(
      "\(node.name): each channel filtered by itself + bias\(node.isRectified ? " + relu" : "")")
    return PlanValue(
      activation: output, gradient: gradients.output, order: order, isVector: false,
      isRectified: node.isRectified, isRelocatable: true, phase: input.phase)
  }
}

extension DepthwiseConvolutionOperation {
  /// Where the first window of an example starts: the first pixel of the zeros around it, where there are any.
  private func firstWindow(_ worker: PlanWorker, _ example: Int) -> UnsafePointer<Float> {
    UnsafePointer(worker.pointer(input, example)) - input.pixel(padding.above, padding.left)
  }

  func forward(_ worker: PlanWorker, _ example: Int) {
    let place = worker.places[parameter]
    DepthwiseConvolution.forward(
      shape, input: firstWindow(worker, example), inputLayout: input,
      weight: worker.start + place.parameters, bias: worker.start + place.parameters + place.weightCount,
      output: worker.pointer(output, example), outputLayout: output, isRectified: isRectified)
  }

  func prepareBackward(_ worker: PlanWorker) {
    guard let flippedWeight else { return }
    DepthwiseConvolution.flip(
      shape, weight: worker.start + worker.places[parameter].parameters,
      into: worker.pointer(flippedWeight, 0))
  }

  func backward(_ worker: PlanWorker, _ example: Int) {
    guard let outputGradient, let shards else { return }
    let place = worker.places[parameter]
    let partial = worker.start + shards.origin + example / worker.shardSize * place.count
    if example % worker.shardSize == 0 { partial.update(repeating: 0, count: place.count) }
    let gradient = worker.pointer(outputGradient, example)
    DepthwiseConvolution.addWeightGradient(
      shape, input: firstWindow(worker, example), inputLayout: input, outputGradient: gradient,
      gradientLayout: outputGradient, weightGradient: partial, biasGradient: partial + place.weightCount)
    guard let inputGradient, let flippedWeight else { return }
    DepthwiseConvolution.inputGradient(
      shape, outputGradient: gradient, outputGradientLayout: outputGradient,
      flippedWeight: worker.pointer(flippedWeight, 0), padding: padding,
      activation: inputIsRectified ? UnsafePointer(worker.pointer(input, example)) : nil,
      activationLayout: input, inputGradient: worker.pointer(inputGradient, example),
      inputGradientLayout: inputGradient)
  }

  func update(_ worker: PlanWorker) {
    guard let shards else { return }
    worker.combineShards(shards, of: worker.places[parameter])
  }
}
