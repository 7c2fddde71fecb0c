import TensorEngine

/// The maximum over windows.
struct MaxPoolingOperation: BitwiseCopyable {
  var shape: PoolingShape
  var input, output: ImageLayout
  var inputGradient, outputGradient: ImageLayout?
  var inputIsRectified: Bool
  /// Places of the maxima.
  var places: ImageLayout
}

extension PlanCompiler {
  mutating func appendMaxPooling(_ shape: PoolingShape, at index: Int) -> PlanValue {
    let node = graph.nodes[index]
    let input = takeImage(for: node)
    var order = input.order
    (order.rows, order.columns) = (node.output.rows, node.output.columns)
    let output = makeImage(order, of: index)
    let places = memory.makeVector(order.storedCount)
    let gradient =
      input.gradient == nil
      ? nil : memory.makeImage(rows: order.rows, columns: order.columns, channels: order.storedChannels)
    if let inputGradient = input.gradient, shape.leavesOut(of: node.input, outputs: node.output) {
      memory.keepZeros(in: inputGradient)
    }
    let gradients = [gradient, input.gradient].compactMap(\.self)
    operations.append(
      PlannedOperation(
        phase: input.phase, forward: [input.activation, output, places],
        backward: gradients.isEmpty ? [] : gradients + [places]
      ) { layouts in
        .maxPooling(
          MaxPoolingOperation(
            shape: shape, input: layouts[input.activation], output: layouts[output],
            inputGradient: layouts[input.gradient], outputGradient: layouts[gradient],
            inputIsRectified: input.isRectified, places: layouts[places]))
      })
    explanation.append(
      "\(node.name): maxima with their places" + (input.isRectified ? " + derivative of relu" : ""))
    return PlanValue(
      activation: output, gradient: gradient, order: order, isVector: false, adoptsGradient: true,
      phase: input.phase)
  }
}

extension PoolingShape {
  /// Whether some values of an input lie in no window.
  func leavesOut(of input: PlanNode.Extent, outputs: PlanNode.Extent) -> Bool {
    rowStride > height || columnStride > width
      || (outputs.rows - 1) * rowStride + height < input.rows
      || (outputs.columns - 1) * columnStride + width < input.columns
  }
}

extension MaxPoolingOperation {
  func forward(_ worker: PlanWorker, _ example: Int) {
    MaxPooling.forward(
      shape, input: worker.pointer(input, example), inputLayout: input,
      output: worker.pointer(output, example), outputLayout: output, places: worker.pointer(places, example),
      isRectified: inputIsRectified)
  }

  func backward(_ worker: PlanWorker, _ example: Int) {
    guard let inputGradient, let outputGradient else { return }
    MaxPooling.backward(
      shape, outputGradient: worker.pointer(outputGradient, example), outputLayout: outputGradient,
      places: worker.pointer(places, example), inputGradient: worker.pointer(inputGradient, example),
      inputLayout: inputGradient)
  }
}
