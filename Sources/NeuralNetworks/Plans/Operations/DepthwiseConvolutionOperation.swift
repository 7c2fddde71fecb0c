import ExperimentSchema
import TensorEngine

/// `activation(W * x + b)`, each channel filtered by itself. Gradients as in ``ConvolutionOperation``.
struct DepthwiseConvolutionOperation: BitwiseCopyable {
  var shape: ConvolutionShape
  var input, output: ImageLayout
  /// Values from the input's pixel (0, 0) back to where the first window starts, in the halo.
  var inputHalo: Int
  var inputGradient, outputGradient: ImageLayout?
  /// Values from the output gradient's pixel (0, 0) to the window of the input's pixel (0, 0).
  var gradientWindow: Int
  /// Rows of the output gradient's image are this far apart, the zeros between them included.
  var gradientRowStride: Int
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
    let inputHalo = memory[input.activation].distance(to: node.halo)
    operations.append(
      PlannedOperation(
        phase: input.phase, forward: [input.activation, output],
        backward: trains ? [input.activation] + gradients.touched + [input.gradient].compactMap(\.self) : [],
        update: [gradients.shards].compactMap(\.self)
      ) { layouts in
        .depthwiseConvolution(
          DepthwiseConvolutionOperation(
            shape: shape, input: layouts[input.activation], output: layouts[output], inputHalo: inputHalo,
            inputGradient: layouts[input.gradient], outputGradient: layouts[gradients.output],
            gradientWindow: gradients.window, gradientRowStride: gradients.rowStride,
            inputIsRectified: input.isRectified, isRectified: node.isRectified, parameter: parameter,
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
  func forward(_ worker: PlanWorker, _ example: Int) {
    let place = worker.places[parameter]
    DepthwiseConvolution.forward(
      shape, input: worker.pointer(input, example) - inputHalo, inputLayout: input,
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
      shape, input: worker.pointer(input, example) - inputHalo, inputLayout: input, outputGradient: gradient,
      gradientLayout: outputGradient, weightGradient: partial, biasGradient: partial + place.weightCount)
    guard let inputGradient, let flippedWeight else { return }
    DepthwiseConvolution.inputGradient(
      shape, outputGradient: gradient + gradientWindow, outputRowStride: gradientRowStride,
      flippedWeight: worker.pointer(flippedWeight, 0),
      activation: inputIsRectified ? UnsafePointer(worker.pointer(input, example)) : nil,
      activationLayout: input, inputGradient: worker.pointer(inputGradient, example),
      inputGradientLayout: inputGradient)
  }

  func update(_ worker: PlanWorker) {
    guard let shards else { return }
    worker.combineShards(shards, of: worker.places[parameter])
  }
}
