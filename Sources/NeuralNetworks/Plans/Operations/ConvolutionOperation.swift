import ExperimentSchema
import TensorEngine

/// `activation(W * x + b)`, an implicit product over channels-last images.
///
/// Gradients of weights are added up by shard, while an example's images are in the cache. The gradient of the
/// output has zeros around its pixels, so that the input gradient is a plain convolution, or for a stride several.
struct ConvolutionOperation: BitwiseCopyable {
  var shape: ConvolutionShape
  var input, output: ImageLayout
  /// The zeros before the input's first row and column, in its halo.
  var padding: ImagePadding
  var inputGradient: ImageLayout?
  var outputGradient: ImageLayout?
  var inputIsRectified: Bool
  var isRectified: Bool
  var parameter: Int
  /// Partial gradients of weight and bias, one for each shard.
  var shards: ImageLayout?
  /// The weight turned round, one per worker.
  var flippedWeight: ImageLayout?
  /// Where the convolution is computed on tiles in a transformed domain.
  var winograd: WinogradConvolution?
}

extension PlanCompiler {
  mutating func appendConvolution(
    _ convolution: LayerSpecification.Convolution2D, at index: Int
  ) -> PlanValue {
    let node = graph.nodes[index]
    let input = takeImage(for: node)
    let kernel = convolution.kernelSize
    var kernelOrder = input.order
    (kernelOrder.rows, kernelOrder.columns) = (kernel.melBand, kernel.frame)
    let parameter = addParameter(
      node, outputs: convolution.filters, order: kernelOrder, isConvolution: true)
    let order = StoredOrder(
      channels: convolution.filters, rows: node.output.rows, columns: node.output.columns)
    let stride = convolution.stride.stride(for: node.output)
    let gradients = makeConvolutionGradients(
      node, kernel: kernel, stride: stride, order: order, input: input, parameter: parameter,
      weightCount: kernel.melBand * kernel.frame * order.storedChannels * input.order.storedChannels)
    let output = makeImage(order, of: index)
    let shape = ConvolutionShape(
      channelCount: input.order.storedChannels, panelCount: parameters[parameter].panelCount,
      kernelHeight: kernel.melBand, kernelWidth: kernel.frame, rowStride: stride.melBand,
      columnStride: stride.frame)
    let winograd = winogradImages(for: shape, of: node, hasInputGradient: gradients.flippedWeight != nil)
    let touchedBackward =
      gradients.touched + [input.gradient].compactMap(\.self) + (winograd?.backward ?? [])
    operations.append(
      PlannedOperation(
        phase: input.phase, forward: [input.activation, output] + (winograd?.forward ?? []),
        backward: trains ? [input.activation] + touchedBackward : [],
        update: [gradients.shards].compactMap(\.self)
      ) { layouts in
        .convolution(
          ConvolutionOperation(
            shape: shape, input: layouts[input.activation], output: layouts[output],
            padding: ImagePadding(node.halo), inputGradient: layouts[input.gradient],
            outputGradient: layouts[gradients.output], inputIsRectified: input.isRectified,
            isRectified: node.isRectified, parameter: parameter,
            shards: layouts[gradients.shards], flippedWeight: layouts[gradients.flippedWeight],
            winograd: winograd?.make(layouts)))
      })
    let isPooled = graph.finalReaders(of: index).contains {
      if case .pooling = $0.kind { true } else { false }
    }
    let way =
      winograd == nil
      ? "implicit product over channels-last images" : "Winograd F(4x4, 3x3) over channels-last images"
    explanation.append(
      "\(node.name): \(way) + bias\(node.isRectified ? " + relu" : "")"
        + (isPooled ? ", one example at a time with its pooling" : ""))
    return PlanValue(
      activation: output, gradient: gradients.output, order: order, isVector: false,
      isRectified: node.isRectified, isRelocatable: true, phase: input.phase)
  }
}

extension ConvolutionOperation {
  /// Where the first window of an example starts: the first pixel of the zeros around it, where there are any.
  func firstWindow(_ worker: PlanWorker, _ example: Int) -> UnsafePointer<Float> {
    UnsafePointer(worker.pointer(input, example)) - input.pixel(padding.above, padding.left)
  }

  func prepareForward(_ worker: PlanWorker) {
    winograd?.prepareForward(self, worker)
  }

  func forward(_ worker: PlanWorker, _ example: Int) {
    if let winograd { return winograd.forward(self, worker, example) }
    let place = worker.places[parameter]
    Convolution.forward(
      shape, input: firstWindow(worker, example), inputLayout: input,
      weight: worker.start + place.parameters, bias: worker.start + place.parameters + place.weightCount,
      output: worker.pointer(output, example), outputLayout: output, isRectified: isRectified)
  }

  func prepareBackward(_ worker: PlanWorker) {
    guard let flippedWeight else { return }
    let turnedWeight = worker.pointer(flippedWeight, 0)
    Convolution.flip(
      shape, weight: worker.start + worker.places[parameter].parameters, into: turnedWeight)
    winograd?.prepareBackward(turnedWeight: turnedWeight, worker)
  }

  func backward(_ worker: PlanWorker, _ example: Int) {
    guard let outputGradient, let shards else { return }
    let place = worker.places[parameter]
    let partial = worker.start + shards.origin + example / worker.shardSize * place.count
    if worker.isFirstOfShard(example) { partial.update(repeating: 0, count: place.count) }
    let gradient = worker.pointer(outputGradient, example)
    if let winograd {
      winograd.addWeightGradient(self, outputGradient: outputGradient, to: partial, worker, example)
    } else {
      Convolution.addWeightGradient(
        shape, input: firstWindow(worker, example), inputLayout: input,
        outputGradient: gradient, outputGradientLayout: outputGradient, weightGradient: partial)
    }
    Convolution.addBiasGradient(
      outputGradient: gradient, outputGradientLayout: outputGradient,
      biasGradient: partial + place.weightCount)
    guard let inputGradient, let flippedWeight else { return }
    let activation = inputIsRectified ? UnsafePointer(worker.pointer(input, example)) : nil
    if let winograd {
      winograd.writeInputGradient(
        self, outputGradient: outputGradient, to: inputGradient, activation: activation, worker, example)
    } else {
      Convolution.inputGradient(
        shape, outputGradient: gradient, outputGradientLayout: outputGradient,
        flippedWeight: worker.pointer(flippedWeight, 0), padding: padding, activation: activation,
        activationLayout: input,
        inputGradient: worker.pointer(inputGradient, example), inputGradientLayout: inputGradient)
    }
  }

  func update(_ worker: PlanWorker) {
    guard let shards else { return }
    worker.combineShards(shards, of: worker.places[parameter])
  }
}
