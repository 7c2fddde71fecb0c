import TensorEngine

/// The maximum or the mean over the channels of each pixel.
struct ChannelReductionOperation: BitwiseCopyable {
  var input, output: ImageLayout
  /// Where the result of each pixel goes, and where its gradient comes from.
  var target, gradientTarget: ChannelReduction.Target
  var inputGradient, outputGradient: ImageLayout?
  var inputIsRectified: Bool
  /// Channels of a pixel.
  var count: Int
  /// The greatest channel of each pixel; nil for means.
  var channels: ImageLayout?
  /// Constants for each channel: the mask of the maximum, or the shares of the mean's gradient.
  var constants: Int
}

extension PlanCompiler {
  mutating func appendChannelReduction(_ kind: Pooling.Kind, at index: Int) -> PlanValue {
    let node = graph.nodes[index]
    let input = take(node.inputs[0])
    // Of an image the rows become channels; of frames a vector comes out.
    let makesVector = node.output.columns == 1 && node.input.rows == 1
    let order = StoredOrder(channels: node.output.channels, columns: node.output.columns)
    var value = PlanValue(
      activation: makesVector ? memory.makeVector(order.storedCount) : makeImage(order, of: index),
      order: order, isVector: makesVector, phase: input.phase)
    value.adoptsGradient = true
    // Channels beyond the logical ones are never written.
    memory.keepZeros(in: value.activation)
    value.gradient = input.gradient == nil ? nil : makeGradient(for: value)
    let channels = kind == .maximum ? memory.makeVector(node.input.rows * node.input.columns) : nil
    let count = input.order.channels
    let constants = addConstants(
      forChannelsOf: input, real: kind == .maximum ? 0 : 1 / Float(count),
      others: kind == .maximum ? -.infinity : 0)
    let gate = kind == .mean && input.isRectified ? input.activation : nil
    let gradients = [value.gradient, input.gradient].compactMap(\.self)
    operations.append(
      PlannedOperation(
        phase: input.phase, forward: [input.activation, value.activation] + [channels].compactMap(\.self),
        backward: gradients.isEmpty ? [] : gradients + [channels, gate].compactMap(\.self)
      ) { [value] layouts in
        func target(_ layout: ImageLayout) -> ChannelReduction.Target {
          makesVector
            ? .init(rowStride: 0, columnStride: 1) : .init(rowStride: 1, columnStride: layout.columnStride)
        }
        let output = layouts[value.activation]
        let outputGradient: ImageLayout? = layouts[value.gradient]
        return .channelReduction(
          ChannelReductionOperation(
            input: layouts[input.activation], output: output, target: target(output),
            gradientTarget: target(outputGradient ?? output), inputGradient: layouts[input.gradient],
            outputGradient: outputGradient, inputIsRectified: input.isRectified, count: count,
            channels: layouts[channels], constants: constants))
      })
    explanation.append(
      "\(node.name): \(kind == .maximum ? "greatest channel, with its place" : "mean of the channels")"
        + (input.isRectified && input.gradient != nil ? " + derivative of relu" : ""))
    return value
  }

  /// Adds a constant for each channel of a pixel of `value`; returns where they begin.
  mutating func addConstants(forChannelsOf value: PlanValue, real: Float, others: Float) -> Int {
    let places = value.isVector ? value.order.places : value.order.channelPlaces
    var values = [Float](
      repeating: others, count: value.isVector ? value.order.storedCount : value.order.storedChannels)
    for place in places { values[place] = real }
    defer { constants += values }
    return constants.count
  }
}

extension ChannelReductionOperation {
  func forward(_ worker: PlanWorker, _ example: Int) {
    let (source, results) = (worker.pointer(input, example), worker.pointer(output, example))
    if let channels {
      ChannelReduction.maximum(
        source, input, mask: worker.constants + constants, isRectified: inputIsRectified, output: results,
        target, channels: worker.pointer(channels, example))
    } else {
      ChannelReduction.mean(source, input, count: count, output: results, target)
    }
  }

  func backward(_ worker: PlanWorker, _ example: Int) {
    guard let inputGradient, let outputGradient else { return }
    let gradient = worker.pointer(outputGradient, example)
    let result = worker.pointer(inputGradient, example)
    if let channels {
      ChannelReduction.maximumGradient(
        gradient, gradientTarget, channels: worker.pointer(channels, example), inputGradient: result,
        inputGradient)
    } else {
      ChannelReduction.meanGradient(
        gradient, gradientTarget, shares: worker.constants + constants,
        activation: inputIsRectified ? UnsafePointer(worker.pointer(input, example)) : nil,
        activationLayout: input, inputGradient: result, inputGradient)
    }
  }
}
