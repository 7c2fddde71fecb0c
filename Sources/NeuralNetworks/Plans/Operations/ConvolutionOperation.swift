import ExperimentSchema
import TensorEngine

/// `activation(W * x + b)`, an implicit product over channels-last images.
///
/// Gradients of weights are added up by shard, while an example's images are in the cache. The gradient of the
/// output has zeros around and between its pixels, so that the input gradient is a plain convolution.
struct ConvolutionOperation: BitwiseCopyable {
  var shape: ConvolutionShape
  var input, output: ImageLayout
  /// Values from the input's pixel (0, 0) back to where the first window starts, in the halo.
  var inputHalo: Int
  var inputGradient: ImageLayout?
  var outputGradient: ImageLayout?
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
    let parameterCount = parameters[parameter].count
    let order = StoredOrder(
      channels: convolution.filters, rows: node.output.rows, columns: node.output.columns)
    let stride = convolution.stride.stride(for: node.output)
    let output = makeImage(order, of: index)
    let flips = trains && input.gradient != nil

    var gradient: PlanMemory.ImageID?
    var gradientRowStride = 0
    var gradientWindow = 0
    if flips {
      let image = gradientImage(node, kernel: kernel, stride: stride, channels: order.storedChannels)
      (gradient, gradientRowStride, gradientWindow) = (image.gradient, image.rowStride, image.window)
    } else if trains {
      gradient = memory.makeImage(
        rows: order.rows, columns: order.columns, channels: order.storedChannels)
    }
    let shards = trains ? memory.makeVector(parameterCount, for: .shard) : nil
    let flippedWeight =
      flips
      ? memory.makeVector(
        kernel.melBand * kernel.frame * order.storedChannels * input.order.storedChannels, for: .worker) : nil

    let shape = ConvolutionShape(
      channelCount: input.order.storedChannels, panelCount: parameters[parameter].panelCount,
      kernelHeight: kernel.melBand, kernelWidth: kernel.frame, rowStride: stride.melBand,
      columnStride: stride.frame)
    let winograd = winogradImages(for: shape, of: node, hasInputGradient: flips)
    let image = memory[input.activation]
    let inputHalo = node.halo.above * image.rowStride + node.halo.left * image.columnStride
    let touchedBackward =
      [gradient, input.gradient, shards, flippedWeight].compactMap(\.self) + (winograd?.backward ?? [])
    operations.append(
      PlannedOperation(
        phase: input.phase, forward: [input.activation, output] + (winograd?.forward ?? []),
        backward: trains ? [input.activation] + touchedBackward : [],
        update: [shards].compactMap(\.self)
      ) { layouts in
        .convolution(
          ConvolutionOperation(
            shape: shape, input: layouts[input.activation], output: layouts[output], inputHalo: inputHalo,
            inputGradient: layouts[input.gradient], outputGradient: layouts[gradient],
            gradientWindow: gradientWindow, gradientRowStride: gradientRowStride,
            inputIsRectified: input.isRectified, isRectified: node.isRectified, parameter: parameter,
            shards: layouts[shards], flippedWeight: layouts[flippedWeight], winograd: winograd?.make(layouts))
        )
      })
    let isPooled = graph.finalReaders(of: index).contains {
      if case .maxPooling = $0.kind { true } else { false }
    }
    let way =
      winograd == nil
      ? "implicit product over channels-last images" : "Winograd F(4x4, 3x3) over channels-last images"
    explanation.append(
      "\(node.name): \(way) + bias\(node.isRectified ? " + relu" : "")"
        + (isPooled ? ", one example at a time with its pooling" : ""))
    return PlanValue(
      activation: output, gradient: gradient, order: order, isVector: false, isRectified: node.isRectified,
      phase: input.phase)
  }

  /// The image of a convolution's output gradient: strided pixels, and around them what the turned kernel
  /// reaches. Also the distance of its rows before the stride, and of the first window from its pixel (0, 0).
  private mutating func gradientImage(
    _ node: PlanNode, kernel: LayerSpecification.Pair, stride: LayerSpecification.Pair, channels: Int
  ) -> (gradient: PlanMemory.ImageID, rowStride: Int, window: Int) {
    let (above, left) = (node.halo.above, node.halo.left)
    let (reachRows, reachColumns) = (kernel.melBand - 1, kernel.frame - 1)
    let rows = max(
      (node.output.rows - 1) * stride.melBand + 1 + 2 * reachRows, node.input.rows + above + reachRows)
    let columns = max(
      (node.output.columns - 1) * stride.frame + 1 + 2 * reachColumns,
      node.input.columns + left + reachColumns)
    let rowStride = columns * channels
    let gradient = memory.makeImage(
      count: rows * rowStride, offset: reachRows * rowStride + reachColumns * channels,
      rowStride: rowStride * stride.melBand, columnStride: channels * stride.frame, rows: node.output.rows,
      columns: node.output.columns, channels: channels)
    return (gradient, rowStride, (above - reachRows) * rowStride + (left - reachColumns) * channels)
  }
}

extension ConvolutionOperation {
  func prepareForward(_ worker: PlanWorker) {
    winograd?.prepareForward(self, worker)
  }

  func forward(_ worker: PlanWorker, _ example: Int) {
    if let winograd { return winograd.forward(self, worker, example) }
    let place = worker.places[parameter]
    Convolution.forward(
      shape, input: worker.pointer(input, example) - inputHalo, inputLayout: input,
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
        shape, input: worker.pointer(input, example) - inputHalo, inputLayout: input,
        outputGradient: gradient, outputGradientLayout: outputGradient, weightGradient: partial)
    }
    Convolution.addBiasGradient(
      outputGradient: gradient, outputGradientLayout: outputGradient,
      biasGradient: partial + place.weightCount)
    guard let inputGradient, let flippedWeight else { return }
    let window = gradient + gradientWindow
    let activation = inputIsRectified ? UnsafePointer(worker.pointer(input, example)) : nil
    if let winograd {
      winograd.writeInputGradient(
        self, outputGradient: window, to: inputGradient, activation: activation, worker, example)
    } else {
      Convolution.inputGradient(
        shape, outputGradient: window, outputRowStride: gradientRowStride,
        flippedWeight: worker.pointer(flippedWeight, 0), activation: activation, activationLayout: input,
        inputGradient: worker.pointer(inputGradient, example), inputGradientLayout: inputGradient)
    }
  }

  func update(_ worker: PlanWorker) {
    guard let shards else { return }
    let place = worker.places[parameter]
    let eights = worker.share(of: place.count / 8)
    let values = eights.lowerBound * 8..<eights.upperBound * 8
    func combine(_ values: Range<Int>, _ part: ParameterPart) {
      Convolution.combine(
        shards: worker.start + shards.origin, shardStride: place.count, shardCount: worker.shardCount,
        values: values, target: worker.target(of: place, from: 0, part))
    }
    combine(values.clamped(to: 0..<place.weightCount), .weights)
    combine(values.clamped(to: place.weightCount..<place.count), .biases)
  }
}
